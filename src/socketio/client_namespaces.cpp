#include <algorithm>
#include <utility>

#include "socketio/client.hpp"
#include "socketio/client_returning.hpp"
#include "socketio/client_waiting.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/packet_encoder.hpp"
#include "socketio/server_loop.hpp"
#include "socketio/socket_id.hpp"

// How a client joins and leaves namespaces.

namespace webchats::socketio {
namespace {

namespace json = boost::json;

/// v5: an object with the message and, if any, the data; v4: the data, or else the message alone.
json::value payload_of(const connect_error& error, engineio::protocol revision) {
  if (revision == engineio::protocol::v3) return error.data.is_null() ? json::value(error.message) : error.data;
  json::object payload{{"message", error.message}};
  if (!error.data.is_null()) payload["data"] = error.data;
  return payload;
}

}  // namespace

void client::refuse_unknown(std::string_view name) {
  home_.counters.refused_connections.add(1);
  const connect_error error{.message = "Invalid namespace", .data = {}};
  send(encode_connect_error(name, payload_of(error, session_.revision())));
}

void client::connect(std::string_view name, json::value auth) {
  if (const place* known = find(name)) {
    if (answer_unseen(*known)) return;  // a client that asks twice at once means the same
    return fail("second CONNECT to a namespace");
  }
  if (places_.size() + (waiting_ ? waiting_->left.size() : 0) >= home_.options().max_namespaces)
    return fail("too many namespaces");

  auto visit = home_.core.namespaces.enter(name, auth);
  if (!visit) return refuse_unknown(name);
  const namespace_::registry& nsp = *visit.target()->registry_;
  namespace_shard& shard = *nsp.shards[home_.loop.index()];
  auto returning =
      session_.revision() == engineio::protocol::v4 ? returning_from(*visit.target(), auth) : returning_client();
  const auto joining = std::make_shared<socket>(
      socket::token(), shard, *this, returning.session ? returning.session->owner->id() : new_socket_id(name),
      handshake{.auth = std::move(auth), .request = request()});
  forget_left(name);
  places_.push_back({.visit = std::move(visit), .socket = joining});
  if (nsp.handlers->middlewares.empty() && !returning.session) return accept(joining);

  const auto attempt = std::make_shared<connect_attempt>(*this, joining);
  wait().attempts.push_back(attempt);
  home_.connects.arm(*attempt);
  if (!returning.session) return attempt->advance();
  attempt->take_over(std::move(returning.pid), *std::move(returning.session), std::move(returning.from));
}

void client::accept(const socket_ptr& joined, recovered_session* from) {
  if (state_ == state::ended) return;
  const namespace_::registry& nsp = *joined->nsp().registry_;
  forget_attempt(*joined);
  if (waiting_) net::deadline_queue::disarm(waiting_->connect);
  stop_waiting();

  joined->state_ = socket::state::connected;
  if (place* here = find(nsp.name)) here->joined = home_.loop.now();
  home_.counters.connections.add(1);
  welcome(joined, from);
  if (auto* const observer = home_.core.watcher()) observer->on_connected(*joined);
  for (const auto& handler : nsp.handlers->connections) {
    guarded(nsp.name, "connection", [&] { handler(joined); });
  }
}

void client::refuse(const socket_ptr& refused, const connect_error& error) {
  if (state_ == state::ended) return;
  const socket_ptr keep = refused;
  forget_attempt(*keep);
  home_.counters.refused_connections.add(1);
  const auto here = std::ranges::find(places_, keep, &place::socket);
  namespace_directory::visit visit;
  if (here != places_.end()) visit = take(*here).visit;
  stop_waiting();
  detach(keep, disconnect_reason::server_namespace_disconnect, std::move(visit));
  send(encode_connect_error(keep->nsp().name(), payload_of(error, session_.revision())));
}

void client::leave(socket& who, underlying connection) {
  const auto tell = [this](const place& p) {
    if (p.socket->state_ == socket::state::connected) send(encode_disconnect(p.socket->nsp().name()));
  };
  if (connection == underlying::keep) {
    const auto here = std::ranges::find(places_, &who, [](const place& p) { return p.socket.get(); });
    if (here == places_.end()) return;
    place gone = take(*here);
    wait().left.push_back(gone.socket->nsp().name());
    tell(gone);
    detach(gone.socket, disconnect_reason::server_namespace_disconnect, std::move(gone.visit));
    return await_connect();
  }
  auto all = std::exchange(places_, {});
  for (const place& p : all) tell(p);
  for (place& p : all) detach(p.socket, disconnect_reason::server_namespace_disconnect, std::move(p.visit));
  end(disconnect_reason::forced_server_close);
  session_.close(engineio::close_reason::forced_server_close);
}

void client::end(disconnect_reason reason) {
  if (std::exchange(state_, state::ended) == state::ended) return;
  waiting_.reset();
  auto places = std::exchange(places_, {});
  for (place& p : places) detach(p.socket, reason, std::move(p.visit));
}

void client::detach(const socket_ptr& leaving, disconnect_reason reason, namespace_directory::visit visit) {
  if (leaving->state_ != socket::state::connected) {
    leaving->state_ = socket::state::disconnected;
    leaving->client_ = nullptr;
    return leaving->drop_extras();
  }
  leaving->state_ = socket::state::disconnected;
  leaving->ending(reason);
  leaving->home_->remove(*leaving);
  leaving->client_ = nullptr;
  home_.counters.disconnections.add(1);
  if (auto* const observer = home_.core.watcher()) observer->on_disconnected(*leaving, reason);
  leaving->ended(reason);
  if (leaving->extras_ && leaving->extras_->recovery) remember(leaving, reason, std::move(visit));
}

void client::forget_attempt(const socket& candidate) {
  if (!waiting_) return;
  std::erase_if(waiting_->attempts, [&](const auto& attempt) { return attempt->candidate().get() == &candidate; });
}

void client::await_connect() {
  if (state_ == state::ended || !places_.empty()) return;
  home_.connects.arm(wait().connect);
}

std::string client::new_socket_id(std::string_view nsp) const {
  if (session_.revision() == engineio::protocol::v4) return make_socket_id();
  if (nsp == "/") return std::string(session_.id());
  std::string id(nsp);
  id.append(1, '#').append(session_.id());
  return id;
}

}  // namespace webchats::socketio
