#include "api/events/connection.hpp"

#include <algorithm>
#include <utility>

#include "api/auth/scopes.hpp"

namespace webchats::api::events {

std::string room_name(chat::room_id room) { return "room:" + std::to_string(room.value); }

std::string person_name(chat::user_id user) { return "person:" + std::to_string(user.value); }

void connection::enter_expected(socketio::socket& socket) {
  for (const auto& [room, version] : std::exchange(expected_, {})) enter(socket, room, version);
}

void connection::update(const chat::user& changed, chat::presence& presence) {
  who_.me.who = changed;
  // A stay carries the name under which it enters. The new one enters before the old one leaves: nobody is seen to go.
  auto renamed = presence.connect(changed, {}, stay_.said());
  for (const auto room : stay_.rooms()) renamed.enter(room);
  stay_ = std::move(renamed);
}

bool connection::permits(std::string_view event, const socketio::arguments& values) const {
  if (!who_.may) return true;
  std::optional<chat::room_id> room;
  const auto* payload = values[0].if_object();
  const auto* named = payload == nullptr ? nullptr : payload->if_contains("room");
  if (named != nullptr && named->is_int64()) room = chat::room_id{named->get_int64()};
  return api::permits(*who_.may, event, room);
}

void connection::enter(socketio::socket& socket, chat::room_id room, std::int64_t version) {
  if (!socket.connected() || !hears(room) || removed_->since(user().id, room, version)) return;
  socket.join(room_name(room));
  stay_.enter(room);
}

void connection::leave(socketio::socket& socket, chat::room_id room) {
  stay_.leave(room);
  if (socket.connected()) socket.leave(room_name(room));
}

void connection::reads(chat::room_id room, chat::seq_no up_to) {
  auto& seen = read_[room];
  seen = std::max(seen, up_to);
}

void connection::settle_read(chat::room_id room, chat::seq_no claimed, chat::seq_no moved_to) {
  const auto found = read_.find(room);
  if (found != read_.end() && found->second == claimed) found->second = std::min(claimed, moved_to);
}

bool connection::has_read(chat::room_id room, chat::seq_no up_to) const {
  const auto found = read_.find(room);
  return found != read_.end() && found->second >= up_to;
}

bool connection::may_type(chat::room_id room, pace::time_point now) {
  auto& last = typed_[room];
  if (last != pace::time_point{} && now - last < std::chrono::seconds(2)) return false;
  last = now;
  return true;
}

}  // namespace webchats::api::events
