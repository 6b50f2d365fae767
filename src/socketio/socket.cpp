#include "socketio/socket.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "engineio/session.hpp"
#include "socketio/client.hpp"
#include "socketio/guard.hpp"
#include "socketio/json_text.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/packet.hpp"
#include "socketio/packet_encoder.hpp"
#include "socketio/server_loop.hpp"
#include "socketio/socket_listeners.hpp"

namespace webchats::socketio {
namespace {

/// `list` with one more handler.
template <typename Handler>
std::shared_ptr<const std::vector<Handler>> with(const std::shared_ptr<const std::vector<Handler>>& list,
                                                 Handler added) {
  auto longer = list ? std::make_shared<std::vector<Handler>>(*list) : std::make_shared<std::vector<Handler>>();
  longer->push_back(std::move(added));
  return longer;
}

/// The loop's text under construction: kept between packets, so that a packet allocates nothing here.
std::string& scratch() {
  thread_local std::string text;
  if (text.capacity() > 64 * 1024) text = {};
  text.clear();
  return text;
}

}  // namespace

socket::socket(token, namespace_shard& home, client& connection, std::string id, socketio::handshake said)
    : home_(&home), client_(&connection), id_(std::move(id)), handshake_(std::move(said)) {}

socket::~socket() = default;

socket::listeners& socket::own() {
  if (!listeners_) listeners_ = std::make_unique<listeners>();
  return *listeners_;
}

void socket::on(std::string event, event_handler action) {
  if (reserved_event(event)) throw std::invalid_argument("reserved event name: " + event);
  if (state_ == state::disconnected) return;
  auto& list = own().events[std::move(event)];
  list = with(list, std::move(action));
}

void socket::off(std::string_view event) {
  if (!listeners_) return;
  if (const auto found = listeners_->events.find(event); found != listeners_->events.end())
    listeners_->events.erase(found);
}

void socket::on_any(any_handler action) {
  if (state_ == state::disconnected) return;
  own().any = with(own().any, std::move(action));
}

void socket::on_disconnect(std::function<void(disconnect_reason)> action) {
  if (state_ == state::disconnected) return;
  own().disconnects.push_back(std::move(action));
}

bool socket::send(std::string_view text, const arguments& values) {
  engineio::session& session = client_->session();
  bool sent = session.send(engineio::message_type::text, text);
  for (const base::shared_buffer& bytes : values.attachments) {
    sent = sent && session.send(engineio::message_type::binary, bytes.view());
  }
  return sent;
}

bool socket::emit(std::string_view event, const arguments& values) {
  if (state_ != state::connected) return false;
  std::string& text = scratch();
  append_event(text, nsp().name(), event, values);
  return send(text, values);
}

bool socket::emit_volatile(std::string_view event, const arguments& values) {
  return state_ == state::connected && client_->session().writable() && emit(event, values);
}

void socket::emit_with_ack(std::string_view event, const arguments& values, std::chrono::milliseconds timeout,
                           std::function<void(std::optional<arguments>)> answer) {
  if (state_ != state::connected || own().acks.size() >= client_->home().options.max_pending_acks) {
    return answer(std::nullopt);
  }
  const std::uint64_t ack_id = own().next_ack;
  std::string& text = scratch();
  append_event(text, nsp().name(), event, values, ack_id);
  ++own().next_ack;
  own().acks.emplace(ack_id,
                     listeners::awaited_ack{.answer = std::move(answer),
                                            .timer = client_->home().acks.arm(timeout, weak_from_this(), ack_id)});
  send(text, values);
}

void socket::join(std::string_view room) {
  switch (state_) {
    case state::connecting:
      own().rooms_to_join.emplace_back(room);
      break;
    case state::connected:
      home_->join(*this, client_->session(), room);
      break;
    case state::disconnected:
      break;
  }
}

void socket::join_waiting_rooms() {
  if (!listeners_) return;
  for (const std::string& room : std::exchange(listeners_->rooms_to_join, {})) join(room);
}

void socket::leave(std::string_view room) {
  if (state_ == state::connected) return home_->leave(*this, room);
  if (listeners_) std::erase(listeners_->rooms_to_join, room);
}

void socket::drop_listeners() noexcept { listeners_.reset(); }

std::vector<std::string> socket::rooms() const {
  std::vector<std::string> names;
  names.reserve(rooms_.size());
  for (const membership& place : rooms_) names.push_back(place.room->name);
  return names;
}

broadcast_operator socket::to(std::string room) const { return nsp().to(std::move(room)).except(id_); }

broadcast_operator socket::broadcast() const { return nsp().except(id_); }

void socket::disconnect(underlying connection) {
  if (state_ == state::connected) client_->leave(*this, connection);
}

void socket::post(std::function<void(socket&)> task) {
  home_->loop().post([self = shared_from_this(), task = std::move(task)] {
    if (self->connected()) guarded(self->nsp().name(), "posted task", [&] { task(*self); });
  });
}

const namespace_& socket::nsp() const noexcept { return home_->parent(); }

net::loop& socket::loop() noexcept { return home_->loop(); }

void socket::dispatch(arguments values, std::optional<std::uint64_t> ack_id) {
  const socket_ptr self = shared_from_this();
  const namespace_::registry& shared = *home_->parent().registry_;

  std::string event;
  if (boost::json::string* name = values.values.front().if_string()) {
    event = *name;
  } else {
    append_json(event, values.values.front());
  }
  values.values.erase(values.values.begin());
  const acknowledge ack = ack_id ? acknowledge(self, *ack_id) : acknowledge();

  for (const auto& see : shared.any_handlers)
    guarded(shared.name, "any event", [&] { see(*this, event, values, ack); });
  if (const auto any = listeners_ ? listeners_->any : nullptr) {
    for (const auto& see : *any) guarded(shared.name, "any event", [&] { see(event, values, ack); });
  }

  const auto common = shared.event_handlers.find(event);
  std::size_t left = common == shared.event_handlers.end() ? 0 : common->second.size();
  listeners::list<event_handler> special;
  if (listeners_) {
    if (const auto found = listeners_->events.find(event); found != listeners_->events.end()) special = found->second;
  }
  left += special ? special->size() : 0;

  // Every handler gets arguments of its own; the last one gets the original.
  const auto next_arguments = [&] { return --left == 0 ? std::move(values) : arguments(std::as_const(values)); };
  if (common != shared.event_handlers.end()) {
    for (const auto& handle : common->second)
      guarded(shared.name, event, [&] { handle(*this, next_arguments(), ack); });
  }
  if (special) {
    for (const auto& handle : *special) guarded(shared.name, event, [&] { handle(next_arguments(), ack); });
  }
}

void socket::resolve(std::uint64_t ack_id, std::optional<arguments> answer) {
  if (!listeners_) return;
  const auto found = listeners_->acks.find(ack_id);
  if (found == listeners_->acks.end()) return;
  const listeners::awaited_ack awaited = std::move(found->second);
  listeners_->acks.erase(found);
  client_->home().acks.disarm(awaited.timer);
  guarded(nsp().name(), "acknowledgement", [&] { awaited.answer(std::move(answer)); });
}

void socket::answer(std::uint64_t ack_id, const arguments& values) {
  if (state_ != state::connected) return;
  std::string& text = scratch();
  append_ack(text, nsp().name(), ack_id, values);
  send(text, values);
}

void socket::ended(disconnect_reason reason, ack_timers& timers) {
  const auto gone = std::move(listeners_);
  const namespace_::registry& shared = *home_->parent().registry_;
  for (const auto& handler : shared.disconnect_handlers)
    guarded(shared.name, "disconnect", [&] { handler(*this, reason); });
  if (!gone) return;
  for (const auto& handler : gone->disconnects) guarded(shared.name, "disconnect", [&] { handler(reason); });
  for (auto& [id, awaited] : gone->acks) {
    timers.disarm(awaited.timer);
    guarded(shared.name, "acknowledgement", [&] { awaited.answer(std::nullopt); });
  }
}

}  // namespace webchats::socketio
