// The event `presence` of a room: who came, who went, who is idle, busy or back. On the room's home loop.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "api/events/chat_namespace.hpp"
#include "api/json/modern.hpp"
#include "api/sockets/arguments.hpp"
#include "net/loop_group.hpp"
#include "socketio/broadcast_operator.hpp"

namespace webchats::api::events {
namespace {

/// With more people coming and going at once, a room is told only how many are there. Of those who turn away or back,
/// so many are told at once.
constexpr std::size_t named_changes = 100;

}  // namespace

/// Who came, went and turned otherwise since a room was told.
struct chat_namespace::room_news {
  /// `told`: becomes what the room knows of who is there now, moods apart.
  room_news(people_told& told, const chat::gathering& now);
  /// Of more moods than are told at once, those whose turn it is after `turn`, so that everybody's comes.
  told_of bound_moods(const people_told& told, chat::user_id& turn);
  [[nodiscard]] bool named() const noexcept { return joined.size() + left.size() <= named_changes; }
  [[nodiscard]] bool none() const noexcept { return joined.empty() && left.empty() && moved.empty(); }

  std::vector<chat::user> joined;
  std::vector<chat::user_id> left;
  std::vector<std::size_t> moved;  ///< places of those whose mood is not the one that was told
};

chat_namespace::room_news::room_news(people_told& told, const chat::gathering& now) {
  const auto before = std::exchange(told, {});
  auto known = before.begin();
  for (std::size_t at = 0; at < now.people.size(); ++at) {
    const auto& person = now.people[at];
    for (; known != before.end() && known->first < person.id; ++known) left.push_back(known->first);
    auto mood = chat::availability::online;  // what a client takes somebody for who joins
    if (known != before.end() && known->first == person.id) {
      mood = known++->second;
    } else {
      joined.push_back(person);
    }
    if (mood != now.here[at]) moved.push_back(at);
    told.emplace_back(person.id, mood);
  }
  for (; known != before.end(); ++known) left.push_back(known->first);
}

told_of chat_namespace::room_news::bound_moods(const people_told& told, chat::user_id& turn) {
  // Whoever asks for the list again gets all.
  if (!named() || moved.size() <= named_changes) return told_of::all;
  std::ranges::rotate(moved, std::ranges::find_if(moved, [&](std::size_t at) { return told[at].first > turn; }));
  moved.resize(named_changes);
  turn = told[moved.back()].first;
  return told_of::some;
}

told_of chat_namespace::presence_told(chat::room_id room, const chat::gathering& now) {
  auto& rooms = states_[net::loop::current()->index()]->told;
  auto& told = rooms[room];
  room_news news(told.people, now);
  const auto how = news.bound_moods(told.people, told.turn);
  for (const auto at : news.moved) told.people[at].second = now.here[at];
  if (now.people.empty()) rooms.erase(room);
  // Back as they were before anybody was told. A new name is no change here, and the list has it.
  if (news.none() && now.news != chat::presence_news::people) return how;

  json_writer out;
  out.open_object().key("room").number(room.value).key("online").number(now.people.size());
  if (news.named()) {
    out.key("joined");
    modern::write(out, news.joined);
    out.key("left").open_array();
    for (const auto user : news.left) out.number(user.value);
    out.close_array().key("changed").open_array();
    for (const auto at : news.moved) {
      out.open_object().key("id").number(now.people[at].id.value);
      out.key("presence").string(modern::name_of(now.here[at])).close_object();
    }
    out.close_array();
  }
  out.close_object();
  chat_.to(room_name(room)).emit("presence", as_argument(std::move(out).take()));
  return how;
}

}  // namespace webchats::api::events
