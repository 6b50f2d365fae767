#include "store/bot_rows.hpp"

#include <vector>

#include "chat/mentions.hpp"
#include "chat/name_look.hpp"
#include "chat/secrets.hpp"
#include "store/changes.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct bot_row_statements {
  explicit bot_row_statements(connection& sql)
      : insert(sql,
               "insert into users (email, name, avatar, password, role, name_key, name_look, name_claim, created, "
               "updated) "
               "values (:email, :name, :avatar, '', :role, :key, :look, nullif(:claim, ''), :created, :updated) "
               "returning id"),
        face(sql, "select name, avatar, email from users where id = :user"),
        enter(sql,
              "insert into members (room_id, user_id, role, last_read_seq, joined) "
              "select id, :user, :role, last_seq, :joined from rooms where id = :room "
              "and not exists (select user_id from members where room_id = :room and user_id = :user)"),
        rooms(sql,
              "select m.room_id, u.name, u.avatar, u.email from members m join users u on u.id = m.user_id "
              "where m.user_id = :user order by m.room_id"),
        leave(sql, "delete from members where room_id = :room and user_id = :user"),
        count(sql, "update rooms set members = members + :more where id = :room"),
        size(sql, "select members from rooms where id = :room") {}
  query<in<std::string, std::string, std::string, integer, std::string, std::string, std::string, integer, integer>,
        out<integer>>
      insert;
  query<in<integer>, out<std::string, std::string, std::string>> face;
  query<in<integer, integer, integer, integer>> enter;
  query<in<integer>, out<integer, std::string, std::string, std::string>> rooms;
  query<in<integer, integer>> leave;
  query<in<integer, integer>> count;
  query<in<integer>, out<integer>> size;
};

void tell(write_context& context, const chat::user& bot, chat::room_id room, chat::member_change change,
          chat::member_role role) {
  auto& statements = context.sql.prepared<bot_row_statements>();
  statements.count.run(change == chat::member_change::joined ? 1 : -1, room.value);
  const auto version = record_change(context, room, change_kind::member, bot.id.value);
  context.notices.emplace_back(chat::member_changed{.room = room,
                                                    .version = version,
                                                    .change = change,
                                                    .user = bot,
                                                    .role = role,
                                                    .members = std::get<0>(statements.size.first(room.value).value())});
}

}  // namespace

chat::outcome<chat::user> insert_bot(write_context& context, const std::string& name, const std::string& avatar,
                                     bearer kind, chat::instant now, std::string email) {
  if (const auto why = refuse_name(context.sql, name, kind)) return chat::refuse(*why);
  // RFC 2606 §2: nobody has an address there. Its first part is as long as those of people may be.
  if (email.empty()) email = chat::make_token().substr(0, 22) + "@bots.invalid";
  const auto created = to_milliseconds(now);
  const auto look = chat::name_look(name);
  const auto [id] = context.sql.prepared<bot_row_statements>()
                        .insert
                        .first(email, name, avatar, static_cast<integer>(chat::server_role::bot), chat::name_key(name),
                               look, kind == bearer::bot ? look : "", created, created)
                        .value();
  return chat::user{{id}, name, avatar, email, chat::server_role::bot};
}

chat::user bot_of(connection& sql, chat::user_id bot) {
  const auto row = sql.prepared<bot_row_statements>().face.first(bot.value).value();
  const auto& [name, avatar, email] = row;
  return {bot, name, avatar, email, chat::server_role::bot};
}

void enter_room(write_context& context, const chat::user& bot, chat::room_id room, chat::member_role role,
                chat::instant now) {
  const auto entered = context.sql.prepared<bot_row_statements>().enter.run(bot.id.value, static_cast<integer>(role),
                                                                            to_milliseconds(now), room.value);
  if (entered == 1) tell(context, bot, room, chat::member_change::joined, role);
}

void leave_room(write_context& context, const chat::user& bot, chat::room_id room) {
  const auto left = context.sql.prepared<bot_row_statements>().leave.run(room.value, bot.id.value);
  if (left == 1) tell(context, bot, room, chat::member_change::left, chat::member_role::member);
}

void leave_all_rooms(write_context& context, chat::user_id bot) {
  auto& statements = context.sql.prepared<bot_row_statements>();
  std::vector<std::pair<chat::room_id, chat::user>> left;
  statements.rooms.each(
      [&](integer room, const std::string& name, const std::string& avatar, const std::string& email) {
        left.push_back({{room}, {bot, name, avatar, email, chat::server_role::bot}});
      },
      bot.value);
  for (const auto& [room, who] : left) leave_room(context, who, room);
}

}  // namespace webchats::store
