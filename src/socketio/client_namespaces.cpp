#include <algorithm>
#include <utility>

#include "socketio/client.hpp"
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

void client::connect(std::string_view name, json::value auth) {
  place* known = find(name);
  if (known != nullptr && known->socket) {
    if (answer_unseen(*known)) return;  // a client that asks twice at once means the same
    return fail("second CONNECT to a namespace");
  }

  const auto found = home_.namespaces.find(name);
  if (found == home_.namespaces.end()) {
    const connect_error error{.message = "Invalid namespace", .data = {}};
    return send(encode_connect_error(name, payload_of(error, session_.revision())));
  }
  namespace_& nsp = *found->second;
  const auto joining =
      std::make_shared<socket>(socket::token(), *nsp.registry_->shards[home_.loop.index()], *this, new_socket_id(name),
                               handshake{.auth = std::move(auth), .request = request_});
  if (known != nullptr) {
    known->socket = joining;
  } else {
    places_.push_back({.nsp = &nsp, .socket = joining, .joined = {}});
  }
  if (nsp.registry_->middlewares.empty()) return accept(joining);

  const auto attempt = std::make_shared<connect_attempt>(*this, joining);
  wait().attempts.push_back(attempt);
  home_.connects.arm(*attempt);
  attempt->advance();
}

void client::accept(const socket_ptr& joined) {
  if (state_ == state::ended) return;
  const namespace_::registry& nsp = *joined->nsp().registry_;
  forget_attempt(*joined);
  if (waiting_) net::deadline_queue::disarm(waiting_->connect);
  stop_waiting();

  joined->state_ = socket::state::connected;
  joined->home_->add(joined, session_);
  if (place* here = find(nsp.name)) here->joined = home_.loop.now();
  send(session_.revision() == engineio::protocol::v3 ? encode_connect(nsp.name)
                                                     : encode_connect(nsp.name, joined->id()));
  joined->join_waiting_rooms();
  for (const auto& handler : nsp.connection_handlers) {
    guarded(nsp.name, "connection", [&] { handler(joined); });
  }
}

void client::refuse(const socket_ptr& refused, const connect_error& error) {
  if (state_ == state::ended) return;
  const socket_ptr keep = refused;
  forget_attempt(*keep);
  stop_waiting();
  const auto here = std::ranges::find(places_, keep, &place::socket);
  if (here != places_.end()) places_.erase(here);
  detach(keep, disconnect_reason::server_namespace_disconnect);
  send(encode_connect_error(keep->nsp().name(), payload_of(error, session_.revision())));
}

void client::leave(socket& who, underlying connection) {
  const auto tell = [&](place& p) {
    const socket_ptr leaving = std::exchange(p.socket, nullptr);
    if (leaving->state_ == socket::state::connected) send(encode_disconnect(p.nsp->name()));
    return leaving;
  };
  if (connection == underlying::keep) {
    const auto here = std::ranges::find(places_, &who, [](const place& p) { return p.socket.get(); });
    if (here == places_.end()) return;
    detach(tell(*here), disconnect_reason::server_namespace_disconnect);
    return await_connect();
  }
  std::vector<socket_ptr> leaving;
  for (place& p : places_) {
    if (p.socket) leaving.push_back(tell(p));
  }
  for (const socket_ptr& one : leaving) detach(one, disconnect_reason::server_namespace_disconnect);
  end(disconnect_reason::forced_server_close);
  session_.close(engineio::close_reason::forced_server_close);
}

void client::end(disconnect_reason reason) {
  if (std::exchange(state_, state::ended) == state::ended) return;
  waiting_.reset();
  const auto places = std::move(places_);
  places_.clear();
  for (const place& p : places) {
    if (p.socket) detach(p.socket, reason);
  }
}

void client::detach(const socket_ptr& leaving, disconnect_reason reason) {
  const auto before = std::exchange(leaving->state_, socket::state::disconnected);
  if (before == socket::state::connected) leaving->home_->remove(*leaving);
  leaving->client_ = nullptr;
  if (before == socket::state::connected) {
    leaving->ended(reason, home_.acks);
  } else {
    leaving->drop_listeners();
  }
}

void client::forget_attempt(const socket& candidate) {
  if (!waiting_) return;
  std::erase_if(waiting_->attempts, [&](const auto& attempt) { return attempt->candidate().get() == &candidate; });
}

void client::await_connect() {
  if (state_ == state::ended || std::ranges::any_of(places_, [](const place& p) { return p.socket != nullptr; }))
    return;
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
