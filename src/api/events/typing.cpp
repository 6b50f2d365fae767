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
  const bool heard = asked.from->in(room);
  if (heard && !asked.from->may_type(room, asked.socket->loop().now())) co_return "{}";
  // Muted, read-only, archived, not theirs: the database says.
  const auto judged = co_await asked.services->members.check(me.id, room, chat::room_action::type);
  if (!judged) co_return refused(judged.error());
  if (asked.from->in(room)) {
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
