// `room:create {name, topic?, kind?}`, `room:join {room}` → `{room}`; `room:leave {room}`.

#include "api/events/request.hpp"
#include "api/json/modern.hpp"
#include "api/json/room_plan.hpp"
#include "api/sockets/arguments.hpp"

namespace webchats::api::events {
namespace {

std::string room_answer(const request& asked, const chat::joined_room& seen) {
  json_writer out;
  out.open_object().key("room");
  modern::write(out, seen, asked.services->presence.count(seen.room.id), asked.from->user().id);
  out.close_object();
  return std::move(out).take();
}

}  // namespace

boost::asio::awaitable<reply> room_create(request asked) {
  object_reader in(asked.payload());
  auto plan = room_plan_of(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto made = co_await asked.services->rooms.create(asked.from->user().id, std::move(plan));
  if (!made) co_return refused(made.error());
  asked.from->enter(*asked.socket, made->room.id);
  co_return room_answer(asked, *made);
}

boost::asio::awaitable<reply> room_join(request asked) {
  object_reader in(asked.payload());
  const auto wanted = room_field(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto me = asked.from->user().id;
  const auto joined = co_await asked.services->rooms.join(me, wanted);
  if (!joined) co_return refused(joined.error());
  asked.from->enter(*asked.socket, wanted);
  // The other sockets of this person have not heard of the room.
  json_writer news;
  modern::write(news, joined->room);
  asked.socket->to(person_name(me)).emit("room:updated", as_argument(std::move(news).take()));
  // Read again, now that this socket hears the room: nothing falls between the state and the events after it.
  const auto seen = co_await asked.services->rooms.get(me, wanted);
  if (!seen) co_return refused(seen.error());
  co_return room_answer(asked, *seen);
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
