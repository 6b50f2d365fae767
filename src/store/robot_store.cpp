#include "store/robot_store.hpp"

#include <tuple>
#include <utility>

#include "store/bot_rows.hpp"
#include "store/member_rows.hpp"
#include "store/membership.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

/// How its account is found; nobody signs in by it (RFC 2606 §2).
const std::string robot_address = "robot@bots.invalid";

struct robot_statements {
  explicit robot_statements(connection& sql)
      : account(sql, "select id from users where email = :email and role = 5"),
        direct(sql,
               "select r.id from members m join rooms r on r.id = m.room_id "
               "where m.user_id = :user and r.kind = 2 and r.members = 2 order by r.id"),
        language(sql, "select language from users where id = :id") {}
  query<in<std::string>, out<integer>> account;
  query<in<integer>, out<integer>> direct;
  query<in<integer>, out<std::string>> language;
};
static_assert(static_cast<int>(chat::room_kind::direct) == 2);
static_assert(static_cast<int>(chat::server_role::bot) == 5);

std::optional<chat::user> find_robot(connection& sql) {
  const auto row = sql.prepared<robot_statements>().account.first(robot_address);
  if (!row) return std::nullopt;
  return bot_of(sql, {std::get<0>(*row)});
}

chat::outcome<chat::user> enter_now(write_context& context, chat::room_id room, const std::string& name,
                                    chat::instant now) {
  auto who = find_robot(context.sql);
  if (!who) {
    auto made = insert_bot(context, name, {}, bearer::robot, now, robot_address);
    if (!made) return std::unexpected(made.error());
    who = std::move(*made);
  }
  const auto standing = standing_of(context.sql, who->id, room);
  if (!standing) return chat::refuse(chat::not_found{});
  if (standing->role) return std::move(*who);
  if (standing->room.kind == chat::room_kind::direct || standing->room.archived ||
      banned_until(context.sql, room, who->id, now)) {
    return chat::refuse(chat::forbidden{});
  }
  enter_room(context, *who, room, chat::member_role::member, now);
  return std::move(*who);
}

}  // namespace

std::optional<chat::robot_account> robot_store::load() {
  connection sql(database_, access::read_only);
  auto who = find_robot(sql);
  if (!who) return std::nullopt;
  chat::robot_account found{std::move(*who), {}};
  sql.prepared<robot_statements>().direct.each([&](integer room) { found.direct.push_back({room}); },
                                               found.who.id.value);
  return found;
}

chat::flow<chat::robot_entry> robot_store::enter(chat::room_id room, chat::user_id asker, std::string name,
                                                 chat::instant now) {
  co_return co_await writer_.run<chat::robot_entry>(
      reads_heads::yes,
      [room, asker, name = std::move(name), now](write_context& context) -> chat::outcome<chat::robot_entry> {
        auto self = enter_now(context, room, name, now);
        if (!self) return std::unexpected(self.error());
        const auto spoken = context.sql.prepared<robot_statements>().language.first(asker.value);
        return chat::robot_entry{std::move(*self), spoken ? std::get<0>(*spoken) : std::string()};
      });
}

}  // namespace webchats::store
