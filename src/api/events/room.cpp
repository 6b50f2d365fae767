// What a room is, and who comes and goes by themselves: `room:create {name, topic?, kind?}`, `room:direct {users}`,
// `room:update {room, …}`, `room:archive {room, archived}`, `room:join {room}` or `{invite}` → `{room}`;
// `room:leave {room}`.

#include "api/events/request.hpp"
#include "api/json/modern.hpp"
#include "api/json/room_plan.hpp"

namespace webchats::api::events {
namespace {

std::string room_answer(const request& asked, const chat::joined_room& seen) {
  json_writer out;
  out.open_object().key("room");
  modern::write(out, seen, asked.services->presence.count(seen.room.id), asked.from->user().id);
  out.close_object();
  return std::move(out).take();
}

/// Staff of the server change public rooms that they are no members of.
std::string room_answer(const request& asked, const chat::changed_room& seen) {
  if (seen.mine) return room_answer(asked, *seen.mine);
  json_writer out;
  out.open_object().key("room");
  modern::write(out, seen.now, asked.services->presence.count(seen.now.id));
  out.close_object();
  return std::move(out).take();
}

/// The end of everything that makes the asker a member. The room is read again once this socket hears it: nothing falls
/// between the state and the events after it.
boost::asio::awaitable<reply> entered(request asked, chat::outcome<chat::joined_room> joined) {
  if (!joined) co_return refused(joined.error());
  asked.from->enter(*asked.socket, joined->room);
  const auto seen = co_await asked.services->rooms.get(asked.from->user().id, joined->room.id);
  if (!seen) co_return refused(seen.error());
  co_return room_answer(asked, *seen);
}

}  // namespace

boost::asio::awaitable<reply> room_create(request asked) {
  object_reader in(asked.payload());
  auto plan = room_plan_of(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto made = co_await asked.services->rooms.create(asked.from->user().id, std::move(plan));
  if (!made) co_return refused(made.error());
  asked.from->enter(*asked.socket, made->room);
  co_return room_answer(asked, *made);
}

boost::asio::awaitable<reply> room_direct(request asked) {
  object_reader in(asked.payload());
  auto users = users_field(in);
  if (in.problem()) co_return refused(*in.problem());

  auto opened = co_await asked.services->rooms.direct(asked.from->user().id, std::move(users));
  co_return co_await entered(std::move(asked), std::move(opened));
}

boost::asio::awaitable<reply> room_update(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  auto change = room_change_of(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto changed = co_await asked.services->rooms.update(asked.from->user().id, room, std::move(change));
  if (!changed) co_return refused(changed.error());
  co_return room_answer(asked, *changed);
}

boost::asio::awaitable<reply> room_archive(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto archived = in.optional_truth("archived");
  if (!archived) in.refuse("archived", chat::rule::required);
  if (in.problem()) co_return refused(*in.problem());

  const auto what = *archived ? chat::archiving::archive : chat::archiving::open_again;
  const auto changed = co_await asked.services->rooms.archive(asked.from->user().id, room, what);
  if (!changed) co_return refused(changed.error());
  co_return room_answer(asked, *changed);
}

boost::asio::awaitable<reply> room_join(request asked) {
  object_reader in(asked.payload());
  const auto invite = in.optional_text("invite", {.min = 1, .max = 128});
  const auto wanted = invite ? chat::room_id{} : room_field(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto me = asked.from->user().id;
  auto joined = invite ? co_await asked.services->invites.join(me, std::string(*invite))
                       : co_await asked.services->rooms.join(me, wanted);
  co_return co_await entered(std::move(asked), std::move(joined));
}

boost::asio::awaitable<reply> room_leave(request asked) {
  object_reader in(asked.payload());
  const auto left = room_field(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto done = co_await asked.services->rooms.leave(asked.from->user().id, left);
  if (!done) co_return refused(done.error());
  asked.from->leave(*asked.socket, left);
  co_return "{}";
}

}  // namespace webchats::api::events
