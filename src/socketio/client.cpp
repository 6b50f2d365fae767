#include "socketio/client.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/log.hpp"
#include "http/query.hpp"
#include "socketio/client_waiting.hpp"
#include "socketio/guard.hpp"
#include "socketio/msgpack_packet.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_loop.hpp"
#include "socketio/transcode.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

disconnect_reason reason_of(engineio::close_reason reason) noexcept {
  switch (reason) {
    case engineio::close_reason::transport_error:
      return disconnect_reason::transport_error;
    case engineio::close_reason::rate_limited:
      return disconnect_reason::rate_limited;
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

static_assert(sizeof(client) <= 104, "ten thousand idle connections stay small");

client::client(server_loop& home, engineio::session& session, const http::request& request)
    : home_(home), session_(session) {
  wait().request = std::make_shared<const handshake_request>(request, session.revision(),
                                                             home.options().handshake_headers, home.next_connection());
}

client::~client() {
  // Only a server that is destroyed with clients leaves something to do; its handlers are not called any more.
  for (const place& p : places_) {
    p.socket->client_ = nullptr;
    p.socket->state_ = socket::state::disconnected;
    p.socket->drop_extras();  // its handlers and who waits for its answers may hold it
  }
}

void client::start() {
  await_connect();
  if (session_.revision() == engineio::protocol::v4) return;
  listen(engineio::message_type::text);
  connect("/", json::object{});
}

/// A client shows by its first packet, a CONNECT, which parser it has. One of v4 is spoken to before.
void client::listen(engineio::message_type first) {
  const bool msgpack = home_.options().parser == server_options::parsers::automatic
                           ? first == engineio::message_type::binary
                           : home_.options().parser == server_options::parsers::msgpack;
  parser_ = msgpack ? parser::msgpack : parser::json;
}

void client::on_message(engineio::session&, engineio::message_type type, std::string_view payload) {
  if (state_ == state::ended) return;
  if (parser_ == parser::unknown) listen(type);
  if (parser_ == parser::msgpack) {
    if (type == engineio::message_type::text) return fail("text from a client that speaks msgpack");
    on_msgpack(payload);
  } else if (type == engineio::message_type::text) {
    on_text(payload);
  } else {
    on_binary(payload);
  }
}

void client::on_close(engineio::session&, engineio::close_reason reason, std::string_view) { end(reason_of(reason)); }

void client::on_drain(engineio::session&) {
  // What is told may change the list.
  for (std::size_t index = 0; index < places_.size(); ++index) {
    socket_ptr(places_[index].socket)->drained();
  }
}

void client::on_upgrade(engineio::session&) {
  // What is told may change the list.
  for (std::size_t index = 0; index < places_.size(); ++index) {
    socket_ptr(places_[index].socket)->upgraded();
  }
}

wire_form client::form() const noexcept {
  // v4 clients know nothing of offsets.
  const bool offset = session_.revision() == engineio::protocol::v4;
  if (parser_ == parser::msgpack) return offset ? wire_form::msgpack : wire_form::msgpack_without_offset;
  return offset ? wire_form::json : wire_form::json_without_offset;
}

bool client::send_packet(std::string_view text, const std::vector<base::shared_buffer>& attachments,
                         compression compress) {
  if (parser_ == parser::msgpack) {
    return session_.send(engineio::message_type::binary, to_msgpack(text, attachments), compress);
  }
  bool sent = session_.send(engineio::message_type::text, text, compress);
  for (const base::shared_buffer& bytes : attachments) {
    sent = sent && session_.send(engineio::message_type::binary, bytes.view(), compress);
  }
  return sent;
}

void client::send(std::string_view text) { send_packet(text, {}, compression::allow); }

void client::on_text(std::string_view text) {
  if (waiting_ && waiting_->assembly) return fail("text while attachments are pending");
  auto received = decode(
      text, {.max_attachments = home_.options().max_attachments, .max_json_depth = home_.options().max_json_depth});
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
  if (whole->target()) deliver(whole->target(), whole->type(), whole->take(), whole->id(), whole->size());
}

void client::on_msgpack(std::string_view bytes) {
  auto received = decode_msgpack(
      bytes, {.max_attachments = home_.options().max_attachments, .max_json_depth = home_.options().max_json_depth});
  if (!received) return fail(to_string(received.error().error));
  received->head.attachments = 0;  // they are all here
  on_packet(std::move(received->head), bytes.size(), std::move(received->attachments));
}

void client::on_packet(packet&& received, std::size_t size, std::vector<base::shared_buffer> inline_bytes) {
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

  place* const here = find(name);
  if (here == nullptr && !has_left(name)) return fail("packet for a namespace that was not joined");
  const socket_ptr target = here != nullptr ? here->socket : nullptr;  // null: left meanwhile
  const std::size_t limit =
      target ? target->nsp().registry_->handlers->packet_limit : std::numeric_limits<std::size_t>::max();
  if (size > limit) return fail("packet over the limit of its namespace");
  if (target && target->state_ == socket::state::connecting) {
    return fail("packet before the namespace was joined");
  }

  if (received.attachments > 0) {
    auto& assembly = wait().assembly;
    assembly = std::make_unique<reassembly>(*this, target, std::move(received),
                                            std::min(home_.options().max_attachment_bytes, limit - size));
    home_.attachments.arm(*assembly);
    return;
  }
  switch (received.type) {
    case packet_type::connect_error:
      return fail("CONNECT_ERROR from a client");
    case packet_type::disconnect: {
      if (here == nullptr) {
        forget_left(name);
      } else {
        place left = take(*here);
        detach(left.socket, disconnect_reason::client_namespace_disconnect, std::move(left.visit));
      }
      return await_connect();
    }
    case packet_type::event:
    case packet_type::ack: {
      if (!target || !received.data) return;  // left meanwhile, or nothing to tell
      arguments values(std::move(received.data->get_array()));
      values.attachments = std::move(inline_bytes);
      return deliver(target, received.type, std::move(values), received.id, size);
    }
    case packet_type::connect:
      break;
  }
}

void client::deliver(const socket_ptr& target, packet_type type, arguments&& values, std::optional<std::uint64_t> id,
                     std::size_t size) {
  if (!target->connected()) return;  // disconnected while its attachments arrived
  if (type == packet_type::event) {
    target->receive(std::move(values), id, size);
  } else if (id) {
    target->resolve(*id, std::move(values));
  }
}

void client::fail(std::string_view why, disconnect_reason reason) {
  if (state_ == state::ended) return;
  base::log(base::log_level::debug, "socket.io: connection closed: " + std::string(why));
  if (reason == disconnect_reason::parse_error) home_.counters.parse_errors.add(1);
  end(reason);
  session_.close(reason == disconnect_reason::parse_error ? engineio::close_reason::parse_error
                                                          : engineio::close_reason::forced_server_close);
}

void client::supersede() {
  end(disconnect_reason::transport_close);
  session_.abort(engineio::close_reason::transport_close, "the client came back over another connection");
}

void client::on_connect_timeout() {
  end(disconnect_reason::forced_server_close);
  session_.close(engineio::close_reason::forced_server_close);
}

client::place* client::find(std::string_view name) noexcept {
  const auto found =
      std::ranges::find(places_, name, [](const place& p) { return std::string_view(p.socket->nsp().name()); });
  return found == places_.end() ? nullptr : &*found;
}

/// Takes a place out of the list.
client::place client::take(place& from) {
  static_cast<void>(wait());  // its socket may be the last that has the request
  place taken = std::move(from);
  places_.erase(places_.begin() + (&from - places_.data()));
  return taken;
}

const std::shared_ptr<const handshake_request>& client::request() const noexcept {
  return waiting_ ? waiting_->request : places_.front().socket->handshake().request;
}

bool client::has_left(std::string_view name) const noexcept {
  return waiting_ && std::ranges::find(waiting_->left, name) != waiting_->left.end();
}

void client::forget_left(std::string_view name) noexcept {
  if (waiting_) std::erase(waiting_->left, name);
}

/// The client cannot know yet that it has joined: answers leave at the end of the turn.
bool client::answer_unseen(const place& p) const noexcept {
  return p.socket->state_ == socket::state::connecting || p.joined == home_.loop.now();
}

client::waiting& client::wait() {
  if (!waiting_) {
    waiting_ = std::make_unique<waiting>(*this);
    if (!places_.empty()) waiting_->request = places_.front().socket->handshake().request;
  }
  return *waiting_;
}

void client::stop_waiting() {
  if (waiting_ && waiting_->for_nothing() && !places_.empty()) waiting_.reset();
}

}  // namespace webchats::socketio
