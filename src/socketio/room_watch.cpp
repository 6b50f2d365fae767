#include "socketio/room_watch.hpp"

#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

void room_watch::joined(const namespace_& nsp, std::string_view room, const socket& who) {
  if (auto* const observer = nsp.registry_->core.watcher()) observer->on_joined(who, room);
  if (nsp.registry_->handlers->room_events.empty()) return;
  bool created = false;
  {
    const std::lock_guard lock(mutex_);
    created = ++members_.try_emplace(std::string(room), 0).first->second == 1;
  }
  if (created) tell(nsp, {.what = room_event::kind::created, .nsp = nsp.name(), .room = room, .socket_id = {}});
  tell(nsp, {.what = room_event::kind::joined, .nsp = nsp.name(), .room = room, .socket_id = who.id()});
}

void room_watch::left(const namespace_& nsp, std::string_view room, const socket& who) {
  if (auto* const observer = nsp.registry_->core.watcher()) observer->on_left(who, room);
  if (nsp.registry_->handlers->room_events.empty()) return;
  tell(nsp, {.what = room_event::kind::left, .nsp = nsp.name(), .room = room, .socket_id = who.id()});
  {
    const std::lock_guard lock(mutex_);
    const auto found = members_.find(room);
    if (found == members_.end() || --found->second > 0) return;
    members_.erase(found);
  }
  tell(nsp, {.what = room_event::kind::deleted, .nsp = nsp.name(), .room = room, .socket_id = {}});
}

void room_watch::tell(const namespace_& nsp, const room_event& what) {
  for (const auto& handler : nsp.registry_->handlers->room_events) {
    guarded(nsp.name(), "room event", [&] { handler(what); });
  }
}

}  // namespace webchats::socketio
