// `typing {room, thread?}`: told to the other members at most every two seconds, and of nobody who is invisible.

#include "api/events/chat_namespace.hpp"
#include "api/events/request.hpp"
#include "api/json/modern.hpp"
#include "api/sockets/arguments.hpp"
#include "net/loop.hpp"

namespace webchats::api::events {
namespace {

socketio::arguments sign_of(chat::room_id room, chat::seq_no thread, const chat::user& who) {
  json_writer out;
  out.open_object().key("room").number(room.value).key("thread").number(thread.value).key("user");
  modern::write(out, who);
  out.close_object();
  return as_argument(std::move(out).take());
}

}  // namespace

boost::asio::awaitable<reply> typing(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const chat::seq_no thread{in.optional_integer("thread").value_or(0)};
  if (in.problem()) co_return refused(*in.problem());

  const auto& me = asked.from->user();
  const bool heard = asked.from->in(room);
  if (heard && !asked.from->may_type(room, asked.socket->loop().now())) co_return "{}";
  // Muted, read-only, archived, not theirs: the database says.
  const auto judged = co_await asked.services->members.check(me.id, room, chat::room_action::type);
  if (!judged) co_return refused(judged.error());
  // Who asks is connected: they are offline to others only if they want to be.
  const bool seen = asked.services->presence.of(me.id) != chat::availability::offline;
  if (seen && asked.from->in(room)) {
    asked.socket->to(room_name(room)).except(person_name(me.id)).volatile_().emit("typing", sign_of(room, thread, me));
  }
  co_return "{}";
}

void chat_namespace::tell_typing(chat::room_id room, chat::seq_no thread, const chat::user& who) {
  chat_.to(room_name(room)).volatile_().emit("typing", sign_of(room, thread, who));
}

}  // namespace webchats::api::events
