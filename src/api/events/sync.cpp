// `sync {epoch?, rooms?}` → `{epoch, me, blocks, rooms, patches}`: the state at one instant. Every room in it was
// subscribed before the state was read, so the room events that follow are complete.

#include <algorithm>

#include "api/auth/scopes.hpp"
#include "api/events/request.hpp"
#include "api/json/modern.hpp"

namespace webchats::api::events {
namespace {

/// Nobody is in more rooms; chat has the bound that counts.
constexpr std::size_t most_held = 10'000;

enum class alignment { was_right, changed };

/// Makes the socket hear exactly the rooms of `listed`.
alignment align(request& asked, const std::vector<chat::joined_room>& listed) {
  auto found = alignment::was_right;
  const auto heard = asked.from->rooms();
  for (const auto& one : listed) {
    if (heard.contains(one.room.id)) continue;
    asked.from->enter(*asked.socket, one.room);
    found = alignment::changed;
  }
  for (const auto room : heard) {
    if (std::ranges::any_of(listed, [room](const auto& one) { return one.room.id == room; })) continue;
    asked.from->leave(*asked.socket, room);
    found = alignment::changed;
  }
  return found;
}

void write(json_writer& out, const chat::room_patch& patch, chat::user_id reader) {
  out.open_object().key("room").number(patch.room.value).key("messages");
  modern::write(out, patch.messages, reader);
  out.key("changed");
  modern::write(out, patch.changed, reader);
  out.key("fresh").boolean(patch.fresh).key("more").boolean(patch.more).close_object();
}

std::string state(const request& asked, const chat::state& found) {
  const auto& me = asked.from->me();
  json_writer out;
  out.open_object().key("epoch").string(found.epoch).key("me");
  modern::write(out, me);
  out.key("blocks").open_array();
  for (const auto user : found.blocked) out.number(user.value);
  out.close_array().key("rooms").open_array();
  for (const auto& one : found.rooms) modern::write(out, one, asked.services->presence.count(one.room.id), me.who.id);
  out.close_array().key("patches").open_array();
  for (const auto& one : found.patches) write(out, one, me.who.id);
  out.close_array().close_object();
  return std::move(out).take();
}

chat::held_room held_room_of(object_reader& in) {
  return {.room = {in.integer("room")}, .seq = {in.integer("seq")}, .version = in.integer("version")};
}

}  // namespace

boost::asio::awaitable<reply> sync(request asked) {
  object_reader in(asked.payload());
  const auto epoch = in.optional_text("epoch", {.max = 64});
  const auto held = in.optional_objects<chat::held_room>("rooms", most_held, held_room_of);
  if (in.problem()) co_return refused(*in.problem());

  // Membership changes while we look are rare; who meets one looks again, and gives up only if they never end.
  for (int tries = 0; tries < 5; ++tries) {
    auto found = co_await asked.services->sync.state_for(asked.from->user().id, std::string(epoch.value_or("")), held);
    if (!found) co_return refused(found.error());
    restrict(found->rooms, asked.from->may());
    std::erase_if(found->patches, [&](const auto& each) { return !asked.from->hears(each.room); });
    if (align(asked, found->rooms) == alignment::was_right) co_return state(asked, *found);
  }
  co_return refused(chat::unavailable{});
}

}  // namespace webchats::api::events
