#include <algorithm>
#include <functional>
#include <utility>

#include "net/loop_group.hpp"
#include "socketio/admin/console.hpp"
#include "socketio/guard.hpp"
#include "socketio/json_text.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_core.hpp"

// What happens on a loop, on its way to the pages.

namespace webchats::socketio {
namespace {

constexpr std::size_t bytes_per_event = 1'024;  // an event with more of them counts for several

std::string quoted(std::string_view text) {
  std::string made;
  append_json(made, admin_text(text));
  return made;
}

std::string now() { return '"' + admin_serializer::timestamp(std::chrono::system_clock::now()) + '"'; }

/// An observer is called between steps that belong together.
template <typename Action>
void quietly(const socket& who, Action&& action) noexcept {
  guarded(who.nsp().name(), "admin page", std::forward<Action>(action));
}

}  // namespace

admin_console::place& admin_console::here() noexcept { return places_[net::loop::current()->index()]; }

void admin_console::tell(std::string_view event, std::string values, weight matters) {
  const auto message = std::make_shared<const admin_message>(std::string(event), std::move(values),
                                                             net::loop::current()->index(), matters);
  for (std::size_t loop = 0; loop < places_.size(); ++loop) {
    if (places_[loop].viewer_count == 0) continue;
    on_loop(loop, [this, loop, message] {
      for (const auto& viewer : places_[loop].viewers) viewer->take(message);
    });
  }
}

std::string admin_console::names_of(const socket& who) const {
  return quoted(who.nsp().name()) + ',' + quoted(serializer_.shown_id(who));
}

void admin_console::on_connected(const socket& who) {
  quietly(who, [&] {
    tell_room("room_joined", who, serializer_.shown_id(who));
    note_data(who);
    tell("socket_connected", serializer_.socket(who) + ',' + now());
  });
}

void admin_console::on_disconnected(const socket& who, disconnect_reason reason) {
  quietly(who, [&] {
    here().data_told.erase(&who);
    tell("socket_disconnected", names_of(who) + ',' + quoted(to_string(reason)) + ',' + now());
    tell_room("room_left", who, serializer_.shown_id(who));
  });
}

void admin_console::on_upgraded(const socket& who) {
  quietly(who, [&] {
    tell("socket_updated", R"({"id":)" + quoted(serializer_.shown_id(who)) + R"(,"nsp":)" + quoted(who.nsp().name()) +
                               R"(,"transport":)" + quoted(who.transport()) + '}');
  });
}

// ---- rooms ----

void admin_console::tell_room(std::string_view event, const socket& who, const std::string& room) {
  tell(event, quoted(who.nsp().name()) + ',' + quoted(room) + ',' + quoted(serializer_.shown_id(who)) + ',' + now());
}

void admin_console::on_joined(const socket& who, std::string_view room) {
  quietly(who, [&] { tell_room("room_joined", who, std::string(room)); });
}

void admin_console::on_left(const socket& who, std::string_view room) {
  quietly(who, [&] { tell_room("room_left", who, std::string(room)); });
}

// ---- events ----

void admin_console::tell_event(std::string_view kind, const socket& who, std::string_view event,
                               const arguments& values) {
  // Those of pages would be about themselves.
  std::size_t& left = here().events_left;
  if (&who.nsp() == &pages_ || left == 0) return;
  quietly(who, [&] {
    const auto shown = admin_serializer::event(event, values);
    left -= std::min(left, 1 + shown.bytes / bytes_per_event);
    tell(kind, names_of(who) + ',' + shown.text + ',' + now(), weight::detail);
  });
}

void admin_console::on_received(const socket& who, std::string_view event, const arguments& values) {
  tell_event("event_received", who, event, values);
}

void admin_console::on_sent(const socket& who, std::string_view event, const arguments& values) {
  tell_event("event_sent", who, event, values);
}

// ---- data ----

bool admin_console::note_data(const socket& who) {
  auto& told = here().data_told;
  const auto before = told.find(&who);
  if (before == told.end() && who.data.empty()) return false;
  const std::size_t hash = std::hash<std::string>{}(admin_serializer::data(who));
  if (before == told.end()) {
    told.emplace(&who, hash);
    return true;
  }
  return std::exchange(before->second, hash) != hash;
}

/// Nothing says when the application changes `socket::data`: it is compared now and then.
void admin_console::tell_changed_data() {
  const std::size_t loop = net::loop::current()->index();
  for (const auto& nsp : core_.namespaces.all()) {
    for (const socket_ptr& each : nsp->registry_->shards[loop]->sockets()) {
      quietly(*each, [&] {
        if (!note_data(*each)) return;
        tell("socket_updated", R"({"id":)" + quoted(serializer_.shown_id(*each)) + R"(,"nsp":)" + quoted(nsp->name()) +
                                   R"(,"data":)" + admin_serializer::data(*each) + '}');
      });
    }
  }
}

}  // namespace webchats::socketio
