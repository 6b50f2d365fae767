// `sync {}` → `{me, rooms}`: the state at one instant. Every room in it was subscribed before the state was read, so
// the room events that follow are complete.

#include <algorithm>

#include "api/events/request.hpp"
#include "api/json/modern.hpp"

namespace webchats::api::events {
namespace {

enum class alignment { was_right, changed };

/// Makes the socket hear exactly the rooms of `listed`.
alignment align(request& asked, const std::vector<chat::joined_room>& listed) {
  auto found = alignment::was_right;
  const auto heard = asked.from->rooms();
  for (const auto& one : listed) {
    if (heard.contains(one.room.id)) continue;
    asked.from->enter(*asked.socket, one.room.id);
    found = alignment::changed;
  }
  for (const auto room : heard) {
    if (std::ranges::any_of(listed, [room](const auto& one) { return one.room.id == room; })) continue;
    asked.from->leave(*asked.socket, room);
    found = alignment::changed;
  }
  return found;
}

std::string state(const request& asked, const std::vector<chat::joined_room>& rooms) {
  const auto& me = asked.from->me();
  json_writer out;
  out.open_object().key("me");
  modern::write(out, me);
  out.key("rooms").open_array();
  for (const auto& one : rooms) modern::write(out, one, *asked.services->presence.online(one.room.id), me.who.id);
  out.close_array().close_object();
  return std::move(out).take();
}

}  // namespace

boost::asio::awaitable<reply> sync(request asked) {
  // Membership changes while we look are rare; who meets one looks again, and gives up only if they never end.
  for (int tries = 0; tries < 5; ++tries) {
    const auto listed = co_await asked.services->rooms.list(asked.from->user().id);
    if (!listed) co_return refused(listed.error());
    if (align(asked, *listed) == alignment::was_right) co_return state(asked, *listed);
  }
  co_return refused(chat::unavailable{});
}

}  // namespace webchats::api::events
