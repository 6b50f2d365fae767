#include "socketio/socket.hpp"

#include <algorithm>
#include <utility>

#include "engineio/session.hpp"
#include "socketio/await_callback.hpp"
#include "socketio/client.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/packet_encoder.hpp"
#include "socketio/server_loop.hpp"
#include "socketio/socket_extras.hpp"

namespace webchats::socketio {
namespace {

/// The loop's text under construction: kept between packets, so that a packet allocates nothing here.
std::string& scratch() {
  thread_local std::string text;
  if (text.capacity() > 64 * 1024) text = {};
  text.clear();
  return text;
}

/// A client takes the last string it got for its offset, so an event that is not in the log repeats the last that was.
void repeat_offset(std::string& text, const recovery_state& state) {
  text.pop_back();
  text.append(",\"").append(std::to_string(state.position)).append("\"]");
}

}  // namespace

static_assert(sizeof(socket) <= 216, "ten thousand idle sockets stay small: a block of 240 with their counts");

socket::socket(token, namespace_shard& home, client& connection, std::string id, socketio::handshake said)
    : home_(home.parent().shared_from_this(), &home),
      client_(&connection),
      id_(std::move(id)),
      handshake_(std::move(said)) {}

socket::~socket() = default;

const namespace_& socket::nsp() const noexcept { return home_->parent(); }

socket::extras& socket::own() {
  if (!extras_) extras_ = std::make_unique<extras>();
  return *extras_;
}

// ---- sending ----

bool socket::send(std::string_view text, const arguments& values, compression compress) {
  return client_->send_packet(text, values.attachments, compress);
}

emit_status socket::emit(std::string_view event, const arguments& values) { return emit(event, values, {}); }

emit_status socket::emit(std::string_view event, const arguments& values, const emit_options& how) {
  if (state_ != state::connected) return emit_status::not_connected;
  loop_counters& counters = home_->home().counters;
  std::string& text = scratch();
  append_event(text, nsp().name(), event, values);

  const bool writable_now = client_->session().writable();
  if (how.mode == delivery::volatile_ && !writable_now) {
    counters.dropped_volatile.add(1);
    return emit_status::dropped;
  }
  recovery_state* const kept = extras_ ? extras_->recovery.get() : nullptr;
  if (kept != nullptr && how.mode == delivery::reliable && how.coalesce_key.empty()) {
    // Through the log, where it can be found again. Nobody but this loop wants it.
    recovery_log& log = *nsp().registry_->recovery;
    const std::uint32_t here = home_->loop().index();
    static_cast<void>(log.append({.rooms = {id_}, .except = {}}, how, here, text, values.attachments));
    home_->drain();
    return client_ != nullptr && client_->session().open() ? emit_status::queued : emit_status::not_connected;
  }
  if (!how.coalesce_key.empty() && !writable_now) {
    hold(how.coalesce_key, encoded_packet(text, values.attachments).form(wire_form::json));
    return emit_status::coalesced;
  }
  if (kept != nullptr) repeat_offset(text, *kept);
  const bool sent = send(text, values, how.compress);
  counters.events_out.add(1);
  if (outgoing_watched()) show_outgoing(event, values);
  return sent ? emit_status::queued : emit_status::not_connected;
}

void socket::emit_with_ack(std::string_view event, const arguments& values, std::chrono::milliseconds timeout,
                           std::function<void(ack_result)> answer) {
  if (state_ != state::connected) return answer(std::unexpected(ack_failure::disconnected));
  server_loop& home = home_->home();
  if (own().acks.size() >= home.options().max_pending_acks) return answer(std::unexpected(ack_failure::too_many));
  // Even numbers: odd ones are asked of many, see `local_adapter::emit_with_ack`.
  const std::uint64_t ack_id = own().next_ack;
  std::string& text = scratch();
  append_event(text, nsp().name(), event, values, ack_id);
  own().next_ack += 2;
  const auto timer = home.acks.arm(timeout, [weak = weak_from_this(), ack_id] {
    if (const auto self = weak.lock()) self->late(ack_id);
  });
  own().acks.emplace(ack_id, extras::awaited_ack{.answer = std::move(answer), .timer = timer});
  send(text, values, compression::allow);
  home.counters.events_out.add(1);
  if (outgoing_watched()) show_outgoing(event, values);
}

boost::asio::awaitable<ack_result> socket::emit_with_ack(std::string event, arguments values,
                                                         std::chrono::milliseconds timeout) {
  return await_callback<ack_result>(
      [self = shared_from_this(), event = std::move(event), values = std::move(values), timeout](auto done) {
        self->emit_with_ack(event, values, timeout, std::move(done));
      });
}

socket_operator socket::volatile_() { return {*this, {.mode = delivery::volatile_}}; }

socket_operator socket::compress(compression wanted) { return {*this, {.compress = wanted}}; }

socket_operator socket::coalesce(std::string key) { return {*this, {.coalesce_key = std::move(key)}}; }

socket_operator socket_operator::volatile_() && {
  options_.mode = delivery::volatile_;
  return std::move(*this);
}

socket_operator socket_operator::compress(compression wanted) && {
  options_.compress = wanted;
  return std::move(*this);
}

socket_operator socket_operator::coalesce(std::string key) && {
  options_.coalesce_key = std::move(key);
  return std::move(*this);
}

emit_status socket_operator::emit(std::string_view event, const arguments& values) const {
  return target_->emit(event, values, options_);
}

std::size_t socket::pending() const noexcept { return state_ == state::connected ? client_->session().pending() : 0; }

bool socket::writable() const noexcept { return state_ == state::connected && client_->session().writable(); }

void socket::hold(const std::string& key, const packet_form& packet) {
  auto& held = own().held;
  home_->home().counters.coalesced.add(1);
  const auto same = std::ranges::find(held, key, &extras::held_packet::key);
  if (same != held.end()) {
    same->packet = packet;
  } else {
    held.push_back({.key = key, .packet = packet});
  }
}

void socket::drained() {
  if (state_ != state::connected || !extras_) return;
  for (const extras::held_packet& each : std::exchange(extras_->held, {})) {
    std::string text(each.packet.head.payload());
    if (extras_->recovery) repeat_offset(text, *extras_->recovery);
    arguments bytes;
    for (const auto& attachment : each.packet.attachments) bytes.attachments.emplace_back(attachment.payload());
    send(text, bytes, compression::allow);
    home_->home().counters.events_out.add(1);
  }
  if (const auto list = extras_->drains) {
    const socket_ptr self = shared_from_this();
    for (const auto& handler : *list) guarded(nsp().name(), "drain", [&] { handler(); });
  }
}

void socket::upgraded() {
  if (state_ != state::connected) return;
  const namespace_::registry& shared = *nsp().registry_;
  if (auto* const observer = shared.core.watcher()) observer->on_upgraded(*this);
  for (const auto& handler : shared.handlers->upgrades) guarded(shared.name, "upgrade", [&] { handler(*this); });
}

bool socket::outgoing_watched() const noexcept {
  const namespace_::registry& shared = *nsp().registry_;
  return (extras_ && extras_->outgoings) || !shared.handlers->outgoings.empty() || shared.core.watcher() != nullptr;
}

void socket::show_outgoing(std::string_view event, const arguments& values) {
  if (auto* const observer = nsp().registry_->core.watcher()) observer->on_sent(*this, event, values);
  for (const auto& see : nsp().registry_->handlers->outgoings) {
    guarded(nsp().name(), "outgoing event", [&] { see(*this, event, values); });
  }
  if (const auto list = extras_ ? extras_->outgoings : nullptr) {
    for (const auto& see : *list) guarded(nsp().name(), "outgoing event", [&] { see(event, values); });
  }
}

// ---- acknowledgements ----

void socket::resolve(std::uint64_t ack_id, arguments answer) {
  home_->home().counters.acks_in.add(1);
  if (ack_id % 2 == 1) return home_->answered(*this, ack_id, std::move(answer));
  if (!extras_) return;
  const auto found = extras_->acks.find(ack_id);
  if (found == extras_->acks.end()) return;
  const extras::awaited_ack awaited = std::move(found->second);
  extras_->acks.erase(found);
  home_->home().acks.disarm(awaited.timer);
  guarded(nsp().name(), "acknowledgement", [&] { awaited.answer(std::move(answer)); });
}

void socket::late(std::uint64_t ack_id) {
  if (!extras_) return;
  const auto found = extras_->acks.find(ack_id);
  if (found == extras_->acks.end()) return;
  const extras::awaited_ack awaited = std::move(found->second);
  extras_->acks.erase(found);
  home_->home().counters.acks_timed_out.add(1);
  guarded(nsp().name(), "acknowledgement", [&] { awaited.answer(std::unexpected(ack_failure::timed_out)); });
}

void socket::answer(std::uint64_t ack_id, const arguments& values) {
  if (state_ != state::connected) return;
  std::string& text = scratch();
  append_ack(text, nsp().name(), ack_id, values);
  send(text, values, compression::allow);
  home_->home().counters.acks_out.add(1);
}

// ---- rooms ----

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
  if (!extras_) return;
  for (const std::string& room : std::exchange(extras_->rooms_to_join, {})) join(room);
}

void socket::leave(std::string_view room) {
  if (state_ == state::connected) return home_->leave(*this, room);
  if (extras_) std::erase(extras_->rooms_to_join, room);
}

std::vector<std::string> socket::rooms() const {
  std::vector<std::string> names;
  names.reserve(rooms_.size());
  for (const membership& place : rooms_) names.push_back(place.room->name);
  return names;
}

broadcast_operator socket::to(std::string room) const { return nsp().to(std::move(room)).except(id_); }

broadcast_operator socket::in(std::string room) const { return to(std::move(room)); }

broadcast_operator socket::except(std::string room) const { return nsp().except(std::move(room)).except(id_); }

broadcast_operator socket::broadcast() const { return nsp().except(id_); }

// ---- the connection ----

void socket::disconnect(underlying connection) {
  if (state_ == state::connected) client_->leave(*this, connection);
}

void socket::post(std::function<void(socket&)> task) {
  home_->loop().post([self = shared_from_this(), task = std::move(task)] {
    if (self->connected()) guarded(self->nsp().name(), "posted task", [&] { task(*self); });
  });
}

net::loop& socket::loop() noexcept { return home_->loop(); }

std::string_view socket::transport() const noexcept {
  if (client_ == nullptr) return {};
  return client_->session().current_transport() == engineio::transport::polling ? "polling" : "websocket";
}

void socket::drop_extras() noexcept { extras_.reset(); }

void socket::ending(disconnect_reason reason) {
  const handler_set& shared = *nsp().registry_->handlers;
  for (const auto& handler : shared.disconnectings) {
    guarded(nsp().name(), "disconnecting", [&] { handler(*this, reason); });
  }
  if (!extras_) return;
  for (const auto& handler : std::exchange(extras_->disconnectings, {})) {
    guarded(nsp().name(), "disconnecting", [&] { handler(reason); });
  }
}

void socket::ended(disconnect_reason reason) {
  auto gone = std::move(extras_);
  if (gone && gone->recovery) {
    // It may come back: only what finds it again stays.
    own().recovery = std::move(gone->recovery);
  }
  const handler_set& shared = *nsp().registry_->handlers;
  for (const auto& handler : shared.disconnects) {
    guarded(nsp().name(), "disconnect", [&] { handler(*this, reason); });
  }
  if (!gone) return;
  for (const auto& handler : gone->disconnects) guarded(nsp().name(), "disconnect", [&] { handler(reason); });
  for (auto& [id, awaited] : gone->acks) {
    home_->home().acks.disarm(awaited.timer);
    guarded(nsp().name(), "acknowledgement", [&] { awaited.answer(std::unexpected(ack_failure::disconnected)); });
  }
}

}  // namespace webchats::socketio
