#include <algorithm>
#include <charconv>
#include <utility>

#include "socketio/client.hpp"
#include "socketio/client_returning.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/packet_encoder.hpp"
#include "socketio/server_loop.hpp"
#include "socketio/socket_extras.hpp"
#include "socketio/socket_id.hpp"

// How clients come back; see `recovery_log`.

namespace webchats::socketio {
namespace {

std::optional<std::uint64_t> parse_offset(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Everything up to here that was for the socket has reached the client; nothing when that cannot be told.
std::optional<std::uint64_t> received_up_to(const recovered_session& from) {
  const recovery_state& state = from.state;
  if (from.said == recovered_session::claim::unreadable) return std::nullopt;
  const std::uint64_t offset = from.said == recovered_session::claim::offset ? *from.offset : state.began;
  if (offset > state.position) return std::nullopt;
  // Nothing was on the way when the connection broke: what the log holds from before was not for the socket.
  if (offset == state.position) return std::max(offset, state.ended_at);
  const auto silence = std::ranges::find(state.silences, offset, &recovery_state::silence::from);
  return silence != state.silences.end() ? silence->to - 1 : offset;
}

bool meant_for(const recovery_log::entry& sent, const std::string& id, const recovery_state& state) {
  if (sent.how.mode == delivery::volatile_ || !sent.how.coalesce_key.empty()) return false;
  const auto within = [&](const std::string& room) {
    if (room == id) return true;
    const auto joined = state.rooms.find(room);
    return joined != state.rooms.end() && joined->second < sent.number;
  };
  if (std::ranges::any_of(sent.who.except, within)) return false;
  return sent.who.rooms.empty() || std::ranges::any_of(sent.who.rooms, within);
}

bool may_come_back(disconnect_reason reason) {
  switch (reason) {
    case disconnect_reason::transport_error:
    case disconnect_reason::transport_close:
    case disconnect_reason::forced_close:
    case disconnect_reason::ping_timeout:
    case disconnect_reason::server_shutting_down:
    case disconnect_reason::forced_server_close:
    case disconnect_reason::slow_consumer:
      return true;
    case disconnect_reason::parse_error:
    case disconnect_reason::overload:
    case disconnect_reason::rate_limited:
    case disconnect_reason::client_namespace_disconnect:
    case disconnect_reason::server_namespace_disconnect:
      return false;
  }
  return false;
}

}  // namespace

returning_client client::returning_from(const namespace_& nsp, const boost::json::value& auth) {
  returning_client found;
  recovery_log* const log = nsp.registry_->recovery.get();
  const boost::json::object* said = auth.if_object();
  const boost::json::value* pid = said == nullptr || log == nullptr ? nullptr : said->if_contains("pid");
  if (pid == nullptr || !pid->is_string()) return found;
  found.pid = pid->get_string();
  found.session = log->claim(found.pid);
  if (const boost::json::value* offset = said->if_contains("offset"); offset != nullptr && !offset->is_null()) {
    if (offset->is_string()) found.from.offset = parse_offset(offset->get_string());
    found.from.said = found.from.offset ? recovered_session::claim::offset : recovered_session::claim::unreadable;
  }
  return found;
}

void client::welcome(const socket_ptr& joined, recovered_session* from) {
  const namespace_::registry& nsp = *joined->nsp().registry_;
  namespace_shard& shard = *joined->home_;
  recovery_log* const log = nsp.recovery.get();
  const bool v4_client = session_.revision() == engineio::protocol::v3;
  recovery_log::entries missed;
  std::string pid;

  if (log != nullptr) {
    const std::uint32_t here = home_.loop.index();
    const auto received = from != nullptr ? received_up_to(*from) : std::nullopt;
    recovery_log::resumption now = received ? log->resume(here, *received) : log->enter(here);
    shard.deliver(now.pending);
    shard.set_delivered(now.last);
    if (!v4_client) {
      auto state = std::make_unique<recovery_state>();
      if (from != nullptr && now.missed) {
        *state = std::move(from->state);
        missed = *std::move(now.missed);
        joined->recovered_ = recovery::complete;
        home_.counters.recovered.add(1);
      } else {
        // The client takes another id for a sign that it must catch up by itself.
        state->pid = make_socket_id();
        state->began = state->position = now.last;
        if (from != nullptr) {
          joined->recovered_ = recovery::partial;
          home_.counters.recovered_partly.add(1);
        }
      }
      pid = state->pid;
      joined->own().recovery = std::move(state);
      log->enroll(pid, joined);
    }
  }
  shard.add(joined, session_, form());
  send(v4_client ? encode_connect(nsp.name) : encode_connect(nsp.name, joined->id(), pid));
  joined->join_waiting_rooms();
  for (const recovery_log::entry_ptr& each : missed) {
    recovery_state& state = *joined->extras_->recovery;
    if (!meant_for(*each, joined->id(), state)) continue;
    const packet_form& packet = each->packet.form(form());
    session_.send(packet.head);
    for (const auto& attachment : packet.attachments) session_.send(attachment);
    if (each->number > state.position) state.sent(each->number, each->time);
    home_.counters.events_out.add(1);
  }
}

void client::remember(const socket_ptr& left, disconnect_reason reason, namespace_directory::visit visit) {
  recovery_log& log = *left->nsp().registry_->recovery;
  recovery_state& state = *left->extras_->recovery;
  state.ended_at = left->home_->delivered();
  if (!may_come_back(reason)) return log.forget(state.pid, *left);
  log.keep(state.pid, *left, std::move(visit));
  home_.acks.arm(home_.options().recovery->max_disconnection_duration,
                 [weak = std::weak_ptr(left), nsp = left->nsp().shared_from_this(), pid = state.pid] {
                   // One that is claimed is gone.
                   if (const auto late = weak.lock()) nsp->registry_->recovery->forget(pid, *late);
                 });
}

void client::keep_session(const namespace_& nsp, const std::string& pid, recovery_log::session unclaimed) {
  const socket_ptr owner = unclaimed.owner;
  server_loop& home = owner->home_->home();
  nsp.registry_->recovery->put_back(pid, std::move(unclaimed));
  home.loop.post([&home, pid, weak = std::weak_ptr(owner), nsp = owner->nsp().shared_from_this()] {
    home.acks.arm(home.options().recovery->max_disconnection_duration, [weak, nsp, pid] {
      if (const auto late = weak.lock()) nsp->registry_->recovery->forget(pid, *late);
    });
  });
}

}  // namespace webchats::socketio
