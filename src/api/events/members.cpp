// What is done with the people of a room: `room:invite {room, users}` → `{added}`; `room:kick {room, user, reason?}`;
// `room:ban {room, user, reason?, seconds?}`, `room:unban {room, user}`; `room:mute {room, user, seconds}` →
// `{muted_until}`; `room:role {room, user, role}`; `room:notify {room, level}`.

#include "api/events/request.hpp"
#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/sockets/arguments.hpp"

namespace webchats::api::events {
namespace {

/// Why somebody must go; how long it may be is chat's business.
std::string reason_field(object_reader& in) {
  return std::string(in.optional_text("reason", {.max = 4096}).value_or(""));
}

reply plain(const chat::outcome<void>& done) {
  if (!done) return refused(done.error());
  return "{}";
}

}  // namespace

boost::asio::awaitable<reply> room_invite(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  auto users = users_field(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto added = co_await asked.services->members.invite(asked.from->user().id, room, std::move(users));
  if (!added) co_return refused(added.error());
  json_writer out;
  out.open_object().key("added").open_array();
  for (const auto user : *added) out.number(user.value);
  out.close_array().close_object();
  co_return std::move(out).take();
}

boost::asio::awaitable<reply> room_kick(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto subject = user_field(in);
  auto reason = reason_field(in);
  if (in.problem()) co_return refused(*in.problem());
  co_return plain(co_await asked.services->members.kick(asked.from->user().id, room, subject, std::move(reason)));
}

boost::asio::awaitable<reply> room_ban(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto subject = user_field(in);
  auto reason = reason_field(in);
  std::optional<std::chrono::seconds> lasting;
  if (const auto seconds = in.optional_integer("seconds", {.min = 1})) lasting = std::chrono::seconds(*seconds);
  if (in.problem()) co_return refused(*in.problem());
  co_return plain(
      co_await asked.services->members.ban(asked.from->user().id, room, subject, std::move(reason), lasting));
}

boost::asio::awaitable<reply> room_unban(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto subject = user_field(in);
  if (in.problem()) co_return refused(*in.problem());
  co_return plain(co_await asked.services->members.unban(asked.from->user().id, room, subject));
}

boost::asio::awaitable<reply> room_mute(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto subject = user_field(in);
  const std::chrono::seconds lasting(in.integer("seconds"));
  if (in.problem()) co_return refused(*in.problem());

  const auto until = co_await asked.services->members.mute(asked.from->user().id, room, subject, lasting);
  if (!until) co_return refused(until.error());
  json_writer out;
  out.open_object().key("muted_until");
  if (*until) {
    out.string(rfc3339(**until));
  } else {
    out.null();
  }
  out.close_object();
  co_return std::move(out).take();
}

boost::asio::awaitable<reply> room_role(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto subject = user_field(in);
  const auto role = modern::member_role_of(in.text("role", {.min = 1, .max = 32}));
  if (!role) in.refuse("role", chat::rule::format);
  if (in.problem()) co_return refused(*in.problem());
  co_return plain(co_await asked.services->members.give_role(asked.from->user().id, room, subject, *role));
}

boost::asio::awaitable<reply> room_notify(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto level = modern::notify_level_of(in.text("level", {.min = 1, .max = 32}));
  if (!level) in.refuse("level", chat::rule::format);
  if (in.problem()) co_return refused(*in.problem());

  const auto me = asked.from->user().id;
  const auto done = co_await asked.services->members.set_notify(me, room, *level);
  if (!done) co_return refused(done.error());
  json_writer out;
  out.open_object().key("room").number(room.value).key("level").string(modern::name_of(*level)).close_object();
  asked.socket->to(person_name(me)).emit("notify", as_argument(std::move(out).take()));
  co_return "{}";
}

}  // namespace webchats::api::events
