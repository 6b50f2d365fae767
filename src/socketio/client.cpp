#include "socketio/client.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "http/query.hpp"
#include "socketio/client_waiting.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_loop.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

disconnect_reason reason_of(engineio::close_reason reason) noexcept {
  switch (reason) {
    case engineio::close_reason::transport_error:
    case engineio::close_reason::rate_limited:
      return disconnect_reason::transport_error;
    case engineio::close_reason::transport_close:
      return disconnect_reason::transport_close;
    case engineio::close_reason::forced_close:
      return disconnect_reason::forced_close;
    case engineio::close_reason::ping_timeout:
      return disconnect_reason::ping_timeout;
    case engineio::close_reason::parse_error:
      return disconnect_reason::parse_error;
    case engineio::close_reason::server_shutting_down:
      return disconnect_reason::server_shutting_down;
    case engineio::close_reason::forced_server_close:
      return disconnect_reason::forced_server_close;
    case engineio::close_reason::slow_consumer:
      return disconnect_reason::slow_consumer;
  }
  return disconnect_reason::transport_error;
}

/// v4 has no payload in CONNECT: the query of the namespace takes its place.
json::object auth_of_query(std::string_view query) {
  json::object auth;
  for (auto& [name, value] : http::parse_form(query)) auth[name] = value;
  return auth;
}

}  // namespace

client::client(server_loop& home, engineio::session& session, const http::request& request)
    : home_(home),
      session_(session),
      request_(std::make_shared<const handshake_request>(request, session.revision(), home.options.handshake_headers)) {
}

client::~client() {
  // Only a server that is destroyed with clients leaves something to do; its handlers are not called any more.
  for (const place& p : places_) {
    if (!p.socket) continue;
    p.socket->client_ = nullptr;
    p.socket->state_ = socket::state::disconnected;
  }
}

void client::start() {
  await_connect();
  if (session_.revision() == engineio::protocol::v3) connect("/", json::object{});
}

void client::on_message(engineio::session&, engineio::message_type type, std::string_view payload) {
  if (state_ == state::ended) return;
  if (type == engineio::message_type::text) {
    on_text(payload);
  } else {
    on_binary(payload);
  }
}

void client::on_close(engineio::session&, engineio::close_reason reason, std::string_view) { end(reason_of(reason)); }

void client::on_text(std::string_view text) {
  if (waiting_ && waiting_->assembly) return fail("text while attachments are pending");
  auto received =
      decode(text, {.max_attachments = home_.options.max_attachments, .max_json_depth = home_.options.max_json_depth});
  if (!received) return fail(to_string(received.error().error));
  on_packet(std::move(*received), text.size());
}

void client::on_binary(std::string_view bytes) {
  if (!waiting_ || !waiting_->assembly) return fail("binary without a packet");
  switch (waiting_->assembly->add(bytes)) {
    case reassembly::progress::incomplete:
      return;
    case reassembly::progress::too_big:
      return fail("attachments are too big");
    case reassembly::progress::complete:
      break;
  }
  const auto whole = std::move(waiting_->assembly);
  stop_waiting();
  if (whole->target()) deliver(whole->target(), whole->type(), whole->take(), whole->id());
}

void client::on_packet(packet received, std::size_t size) {
  std::string_view name = received.nsp;
  std::string_view query;
  if (session_.revision() == engineio::protocol::v3) {
    if (const std::size_t mark = name.find('?'); mark != std::string_view::npos) {
      query = name.substr(mark + 1);
      name = name.substr(0, mark);
    }
  }
  if (received.type == packet_type::connect) {
    if (session_.revision() == engineio::protocol::v3) return connect(name, auth_of_query(query));
    return connect(name, received.data ? std::move(*received.data) : json::object{});
  }

  place* target = find(name);
  if (target == nullptr) return fail("packet for a namespace that was not joined");
  const std::size_t limit = target->nsp->registry_->packet_limit;
  if (size > limit) return fail("packet over the limit of its namespace");
  if (target->socket && target->socket->state_ == socket::state::connecting) {
    return fail("packet before the namespace was joined");
  }

  if (received.attachments > 0) {
    auto& assembly = wait().assembly;
    assembly = std::make_unique<reassembly>(*this, target->socket, std::move(received),
                                            std::min(home_.options.max_attachment_bytes, limit - size));
    home_.attachments.arm(*assembly);
    return;
  }
  switch (received.type) {
    case packet_type::connect_error:
      return fail("CONNECT_ERROR from a client");
    case packet_type::disconnect: {
      const socket_ptr leaving = target->socket;
      places_.erase(places_.begin() + (target - places_.data()));
      if (leaving) detach(leaving, disconnect_reason::client_namespace_disconnect);
      return await_connect();
    }
    case packet_type::event:
    case packet_type::ack:
      if (!target->socket || !received.data) return;  // left meanwhile, or nothing to tell
      return deliver(socket_ptr(target->socket), received.type, arguments(std::move(received.data->get_array())),
                     received.id);
    case packet_type::connect:
      break;
  }
}

void client::deliver(const socket_ptr& target, packet_type type, arguments values, std::optional<std::uint64_t> id) {
  if (!target->connected()) return;  // disconnected while its attachments arrived
  if (type == packet_type::event) {
    target->dispatch(std::move(values), id);
  } else if (id) {
    target->resolve(*id, std::move(values));
  }
}

void client::fail(std::string_view why) {
  if (state_ == state::ended) return;
  base::log(base::log_level::debug, "socket.io: connection closed: " + std::string(why));
  end(disconnect_reason::parse_error);
  session_.close(engineio::close_reason::parse_error);
}

void client::on_connect_timeout() {
  end(disconnect_reason::forced_server_close);
  session_.close(engineio::close_reason::forced_server_close);
}

client::place* client::find(std::string_view name) noexcept {
  const auto found = std::ranges::find(places_, name, [](const place& p) { return std::string_view(p.nsp->name()); });
  return found == places_.end() ? nullptr : &*found;
}

/// The client cannot know yet that it has joined: answers leave at the end of the turn.
bool client::answer_unseen(const place& p) const noexcept {
  return p.socket->state_ == socket::state::connecting || p.joined == home_.loop.now();
}

client::waiting& client::wait() {
  if (!waiting_) waiting_ = std::make_unique<waiting>(*this);
  return *waiting_;
}

void client::stop_waiting() {
  if (waiting_ && waiting_->for_nothing()) waiting_.reset();
}

}  // namespace webchats::socketio
