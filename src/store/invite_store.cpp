#include "store/invite_store.hpp"

#include <fmt/format.h>

#include <utility>

#include "store/account_rows.hpp"
#include "store/audit.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

constexpr integer anybody = 0;

struct invite_statements {
  explicit invite_statements(connection& sql)
      : add(sql,
            "insert into invites (code_hash, room_id, creator, role, created, expires, uses_left) "
            "values (:hash, 0, :creator, :role, :created, :expires, :uses)"),
        living(sql,
               "select id, creator, role, created, expires, uses_left from invites "
               "where room_id = 0 and uses_left > 0 and expires > :now and (creator = :creator or :any = 0) "
               "order by id desc limit 1000"),
        count(sql,
              "select count(*) from invites where room_id = 0 and creator = :creator and uses_left > 0 "
              "and expires > :now"),
        creator(sql, "select creator from invites where id = :id and room_id = 0"),
        remove(sql, "delete from invites where id = :id"),
        // One whose maker may not let people in any more lets nobody in.
        look_up(sql,
                "select u.name, case when i.uses_left > 0 and i.expires > :now and u.state = 0 then 1 else 0 end "
                "from invites i join users u on u.id = i.creator where i.code_hash = :hash and i.room_id = 0") {}
  query<in<std::string, integer, integer, integer, integer, integer>> add;
  query<in<integer, integer, integer>, out<integer, integer, integer, integer, integer, integer>> living;
  query<in<integer, integer>, out<integer>> count;
  query<in<integer>, out<integer>> creator;
  query<in<integer>> remove;
  query<in<integer, std::string>, out<std::string, integer>> look_up;
};

chat::outcome<chat::invite> add_now(write_context& context, const chat::new_invite& made) {
  auto& statements = context.sql.prepared<invite_statements>();
  const auto now = to_milliseconds(made.created);
  if (std::cmp_greater_equal(std::get<0>(statements.count.first(made.creator.value, now).value()), made.most)) {
    return chat::refuse(chat::conflict{});
  }
  statements.add.run(made.code_hash, made.creator.value, static_cast<integer>(made.role), now,
                     to_milliseconds(made.expires), made.uses);
  const auto id = context.sql.inserted_id();
  record_audit(context.sql, made.creator, "invite:made", fmt::format("invite {}", id),
               fmt::format(R"({{"uses":{}}})", made.uses), made.created);
  return chat::invite{.id = id,
                      .creator = made.creator,
                      .role = made.role,
                      .created = made.created,
                      .expires = made.expires,
                      .uses_left = made.uses};
}

chat::outcome<void> remove_now(write_context& context, std::int64_t id, std::optional<chat::user_id> only_of,
                               chat::user_id actor, chat::instant now) {
  auto& statements = context.sql.prepared<invite_statements>();
  const auto row = statements.creator.first(id);
  if (!row || (only_of && only_of->value != std::get<0>(*row))) return chat::refuse(chat::not_found{});
  statements.remove.run(id);
  record_audit(context.sql, actor, "invite:removed", fmt::format("invite {}", id), "{}", now);
  return {};
}

}  // namespace

chat::flow<chat::invite> invite_store::add(chat::new_invite made) {
  co_return co_await writer_.run<chat::invite>(
      reads_heads::no, [made = std::move(made)](write_context& context) { return add_now(context, made); });
}

chat::flow<std::vector<chat::invite>> invite_store::living(std::optional<chat::user_id> creator, chat::instant now) {
  co_return co_await readers_.run<std::vector<chat::invite>>(
      [creator, now](connection& sql) -> chat::outcome<std::vector<chat::invite>> {
        std::vector<chat::invite> found;
        const auto whose = creator ? creator->value : anybody;
        sql.prepared<invite_statements>().living.each(
            [&](integer id, integer by, integer role, integer created, integer expires, integer uses) {
              found.push_back({.id = id,
                               .creator = {by},
                               .role = static_cast<chat::server_role>(role),
                               .created = to_instant(created),
                               .expires = to_instant(expires),
                               .uses_left = uses});
            },
            to_milliseconds(now), whose, whose);
        return found;
      });
}

chat::flow<void> invite_store::remove(std::int64_t id, std::optional<chat::user_id> only_of, chat::user_id actor,
                                      chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [=](write_context& context) { return remove_now(context, id, only_of, actor, now); });
}

chat::flow<chat::invitation> invite_store::look_up(std::string code_hash, chat::instant now) {
  co_return co_await readers_.run<chat::invitation>(
      [hash = std::move(code_hash), now](connection& sql) -> chat::outcome<chat::invitation> {
        auto row = sql.prepared<invite_statements>().look_up.first(to_milliseconds(now), hash);
        if (!row) return chat::refuse(chat::not_found{});
        return chat::invitation{.inviter = std::move(std::get<0>(*row)), .valid = std::get<1>(*row) != 0};
      });
}

}  // namespace webchats::store
