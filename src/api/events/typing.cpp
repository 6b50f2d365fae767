// `typing {room, thread?}`: told to the other members at most every two seconds.

#include "api/events/request.hpp"
#include "api/json/modern.hpp"
#include "api/sockets/arguments.hpp"
#include "net/loop.hpp"

namespace webchats::api::events {

boost::asio::awaitable<reply> typing(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto thread = in.optional_integer("thread").value_or(0);
  if (in.problem()) co_return refused(*in.problem());

  const auto& me = asked.from->user();
  if (!asked.from->in(room)) {
    // Not heard here: the database says whether it is unknown, private or only not joined.
    const auto seen = co_await asked.services->rooms.get(me.id, room);
    if (!seen) co_return refused(seen.error());
  }
  if (asked.from->may_type(room, asked.socket->loop().now())) {
    json_writer out;
    out.open_object().key("room").number(room.value).key("thread").number(thread).key("user");
    modern::write(out, me);
    out.close_object();
    asked.socket->to(room_name(room))
        .except(person_name(me.id))
        .volatile_()
        .emit("typing", as_argument(std::move(out).take()));
  }
  co_return "{}";
}

}  // namespace webchats::api::events
