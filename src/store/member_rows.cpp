#include "store/member_rows.hpp"

#include <string>
#include <utility>

#include "store/changes.hpp"
#include "store/query.hpp"
#include "store/room_rows.hpp"
#include "store/system_messages.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

using chat::member_change;

struct member_row_statements {
  explicit member_row_statements(connection& sql)
      : person(sql, "select name, avatar, email, role from users where id = :user and state = 0"),
        banned(
            sql,
            "select expires from bans where room_id = :room and user_id = :user and (expires = 0 or expires > :now)"),
        owners(sql, "select count(*) from members where room_id = :room and role = 1"),
        enter(
            sql,
            "insert into members (room_id, user_id, role, last_read_seq, joined, muted_until) "
            "select id, :user, 0, last_seq, :joined, coalesce((select s.until from mutes s where s.room_id = rooms.id "
            "and s.user_id = :same), 0) from rooms where id = :room"),
        forget_mute(sql, "delete from mutes where room_id = :room and user_id = :user"),
        keep_mute(sql,
                  "insert into mutes (room_id, user_id, until) select room_id, user_id, muted_until from members "
                  "where room_id = :room and user_id = :user and muted_until > :now"),
        leave(sql, "delete from members where room_id = :room and user_id = :user"),
        drop_invites(sql, "delete from invites where room_id = :room and creator = :user"),
        count(sql, "update rooms set members = members + :more where id = :room"),
        close(sql, "update rooms set archived = 1 where id = :room and members = 0 and everybody = 0") {}
  query<in<integer>, out<std::string, std::string, std::string, integer>> person;
  query<in<integer, integer, integer>, out<integer>> banned;
  query<in<integer>, out<integer>> owners;
  query<in<integer, integer, integer, integer>> enter;
  query<in<integer, integer>> forget_mute;
  query<in<integer, integer, integer>> keep_mute;
  query<in<integer, integer>> leave;
  query<in<integer, integer>> drop_invites;
  query<in<integer, integer>> count;
  query<in<integer>> close;
};

member_row_statements& prepared(connection& sql) { return sql.prepared<member_row_statements>(); }

}  // namespace

std::optional<chat::user> active_person(connection& sql, chat::user_id who) {
  const auto row = prepared(sql).person.first(who.value);
  if (!row) return std::nullopt;
  const auto& [name, avatar, email, role] = *row;
  return chat::user{who, name, avatar, email, static_cast<chat::server_role>(role)};
}

std::optional<chat::instant> banned_until(connection& sql, chat::room_id room, chat::user_id who, chat::instant now) {
  const auto row = prepared(sql).banned.first(room.value, who.value, to_milliseconds(now));
  if (!row) return std::nullopt;
  return to_instant(std::get<0>(*row));
}

std::int64_t owners_of(connection& sql, chat::room_id room) {
  return std::get<0>(prepared(sql).owners.first(room.value).value());
}

chat::room room_row(connection& sql, chat::room_id room) { return read_room(sql, room).value(); }

void enter_room(write_context& context, chat::room_id room, const chat::user& who, const chat::user& by,
                chat::instant now) {
  auto& statements = prepared(context.sql);
  // What was said before one came is not unread.
  statements.enter.run(who.id.value, to_milliseconds(now), who.id.value, room.value);
  statements.forget_mute.run(room.value, who.id.value);
  statements.count.run(1, room.value);
  const auto version = record_change(context, room, change_kind::member, who.id.value);
  auto entered = room_row(context.sql, room);
  const auto members = entered.members;
  context.notices.emplace_back(chat::member_changed{.room = room,
                                                    .version = version,
                                                    .change = member_change::joined,
                                                    .user = who,
                                                    .members = members,
                                                    .entered = std::move(entered)});
  append_system(context, room, by, about_person("member_joined", who), now);
}

void leave_room(write_context& context, chat::room_id room, const chat::user& who, chat::member_change why,
                const chat::user& by, chat::instant now, chat::removal_notice removal) {
  auto& statements = prepared(context.sql);
  statements.forget_mute.run(room.value, who.id.value);
  statements.keep_mute.run(room.value, who.id.value, to_milliseconds(now));
  statements.leave.run(room.value, who.id.value);
  // A way in that they made is not left behind by those who must go.
  if (why != member_change::left) statements.drop_invites.run(room.value, who.id.value);
  statements.count.run(-1, room.value);
  const auto version = record_change(context, room, change_kind::member, who.id.value);
  context.notices.emplace_back(chat::member_changed{.room = room,
                                                    .version = version,
                                                    .change = why,
                                                    .user = who,
                                                    .members = room_row(context.sql, room).members,
                                                    .removal = std::move(removal)});
  append_system(context, room, by, about_person(why == member_change::left ? "member_left" : "member_kicked", who),
                now);
  if (statements.close.run(room.value) != 0) tell_room(context, room);
}

void tell_changed(write_context& context, chat::room_id room, const membership& member, chat::member_change what) {
  const auto version = record_change(context, room, change_kind::member, member.who.id.value);
  context.notices.emplace_back(chat::member_changed{
      .room = room,
      .version = version,
      .change = what,
      .user = member.who,
      .role = member.role.value_or(chat::member_role::member),
      .muted_until = member.muted_until == chat::instant{} ? std::nullopt : std::optional(member.muted_until),
      .members = member.members});
}

void tell_room(write_context& context, chat::room_id room) {
  record_change(context, room, change_kind::room, 0);
  context.notices.emplace_back(chat::room_updated{room_row(context.sql, room)});
}

}  // namespace webchats::store
