#include "store/bot_store.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "chat/permissions.hpp"
#include "store/account_rows.hpp"
#include "store/audit.hpp"
#include "store/bot_rows.hpp"
#include "store/membership.hpp"
#include "store/names.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

constexpr const char* bot_columns =
    "select u.id, u.name, u.avatar, u.email, b.owner, b.created from bots b join users u on u.id = b.user_id ";

using bot_out = out<integer, std::string, std::string, std::string, integer, integer>;

// A token of a bot does not expire: it is ended.
constexpr chat::instant never{std::chrono::sys_days{std::chrono::year{9999} / 1 / 1}};

struct bot_statements {
  explicit bot_statements(connection& sql)
      : role(sql, "select role from users where id = :id"),
        insert(sql, "insert into bots (user_id, owner, created) values (:user, :owner, :created)"),
        owned(sql, "select count(*) from bots where owner = :owner"),
        by_id(sql, std::string(bot_columns) + "where b.user_id = :user"),
        by_owner(sql, std::string(bot_columns) + "where b.owner = :owner or :all = 1 order by b.user_id"),
        remove(sql, "delete from bots where user_id = :user"),
        count_tokens(sql, "select count(*) from sessions where user_id = :user"),
        open(sql,
             "insert into sessions (user_id, token_hash, device, created, last_used, expires) "
             "values (:user, :hash, :device, :created, :used, :expires) returning id"),
        bound(sql, "insert into session_scopes (session_id, scopes, rooms) values (:session, :scopes, :rooms)"),
        tokens(sql,
               "select s.id, s.device, x.scopes, x.rooms, s.created, s.last_used from sessions s "
               "join session_scopes x on x.session_id = s.id where s.user_id = :user order by s.id") {}
  query<in<integer>, out<integer>> role;
  query<in<integer, integer, integer>> insert;
  query<in<integer>, out<integer>> owned;
  query<in<integer>, bot_out> by_id;
  query<in<integer, integer>, bot_out> by_owner;
  query<in<integer>> remove;
  query<in<integer>, out<integer>> count_tokens;
  query<in<integer, std::string, std::string, integer, integer, integer>, out<integer>> open;
  query<in<integer, integer, std::string>> bound;
  query<in<integer>, out<integer, std::string, integer, std::string, integer, integer>> tokens;
};

chat::bot to_bot(integer id, const std::string& name, const std::string& avatar, const std::string& email,
                 integer owner, integer created) {
  return {{{id}, name, avatar, email, chat::server_role::bot}, {owner}, to_instant(created)};
}

bool may(connection& sql, chat::user_id who, chat::server_action what) {
  const auto role = sql.prepared<bot_statements>().role.first(who.value);
  return role && chat::may(what, static_cast<chat::server_role>(std::get<0>(*role)));
}

/// Of a token, in the audit log.
std::string token_details(std::int64_t token) { return fmt::format(R"({{"token":{}}})", token); }

/// A bot that `asker` may manage.
chat::outcome<chat::bot> managed(connection& sql, chat::user_id asker, chat::user_id wanted) {
  const auto row = sql.prepared<bot_statements>().by_id.first(wanted.value);
  if (!row) return chat::refuse(chat::not_found{});
  auto found = std::apply(to_bot, *row);
  if (found.owner != asker && !may(sql, asker, chat::server_action::manage_settings)) {
    return chat::refuse(chat::not_found{});
  }
  return found;
}

}  // namespace

std::string rooms_text(const std::vector<chat::room_id>& rooms) {
  std::string text;
  for (const auto each : rooms) text.append(text.empty() ? "" : ",").append(std::to_string(each.value));
  return text;
}

std::vector<chat::room_id> rooms_in(std::string_view text) {
  std::vector<chat::room_id> rooms;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
    rooms.push_back({number});
    text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
  }
  return rooms;
}

chat::flow<chat::bot> bot_store::add(chat::new_bot made) {
  co_return co_await writer_.run<chat::bot>(
      reads_heads::no, [made = std::move(made)](write_context& context) -> chat::outcome<chat::bot> {
        auto& statements = context.sql.prepared<bot_statements>();
        if (!may(context.sql, made.owner, chat::server_action::own_bots)) return chat::refuse(chat::forbidden{});
        const auto owned = std::get<0>(statements.owned.first(made.owner.value).value());
        if (owned >= static_cast<integer>(made.most_owned)) return chat::refuse(chat::forbidden{});
        auto who = insert_bot(context, made.name, made.avatar, bearer::bot, made.created);
        if (!who) return std::unexpected(who.error());
        chat::bot stored{std::move(*who), made.owner, made.created};
        statements.insert.run(stored.who.id.value, made.owner.value, to_milliseconds(made.created));
        record_audit(context.sql, made.owner, "bot:made", audited(stored.who.id), "{}", made.created);
        return stored;
      });
}

chat::flow<std::vector<chat::bot>> bot_store::list(chat::user_id asker) {
  co_return co_await readers_.run<std::vector<chat::bot>>(
      [asker](connection& sql) -> chat::outcome<std::vector<chat::bot>> {
        std::vector<chat::bot> all;
        sql.prepared<bot_statements>().by_owner.each([&](const auto&... columns) { all.push_back(to_bot(columns...)); },
                                                     asker.value,
                                                     may(sql, asker, chat::server_action::manage_settings) ? 1 : 0);
        return all;
      });
}

chat::flow<chat::bot> bot_store::get(chat::user_id asker, chat::user_id wanted) {
  co_return co_await readers_.run<chat::bot>([=](connection& sql) { return managed(sql, asker, wanted); });
}

chat::flow<void> bot_store::remove(chat::user_id asker, chat::user_id removed, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::yes, [=](write_context& context) -> chat::outcome<void> {
    const auto known = managed(context.sql, asker, removed);
    if (!known) return std::unexpected(known.error());
    end_sessions(context, removed, {}, chat::revocation::revoked);
    leave_all_rooms(context, removed);
    context.sql.prepared<bot_statements>().remove.run(removed.value);
    free_name(context.sql, removed);
    record_audit(context.sql, asker, "bot:removed", audited(removed), "{}", now);
    return {};
  });
}

chat::flow<chat::bot_token> bot_store::add_token(chat::user_id asker, chat::user_id of, chat::new_bot_token made) {
  co_return co_await writer_.run<chat::bot_token>(
      reads_heads::no, [asker, of, made = std::move(made)](write_context& context) -> chat::outcome<chat::bot_token> {
        const auto known = managed(context.sql, asker, of);
        if (!known) return std::unexpected(known.error());
        auto& statements = context.sql.prepared<bot_statements>();
        const auto count = std::get<0>(statements.count_tokens.first(of.value).value());
        if (count >= static_cast<integer>(made.most)) return chat::refuse(chat::forbidden{});
        const auto created = to_milliseconds(made.created);
        const auto [id] =
            statements.open.first(of.value, made.token_hash, made.label, created, created, to_milliseconds(never))
                .value();
        statements.bound.run(id, made.may.granted, rooms_text(made.may.rooms));
        record_audit(context.sql, asker, "bot:token_made", audited(of), token_details(id), made.created);
        return chat::bot_token{{id}, made.label, made.may, made.created, made.created};
      });
}

chat::flow<std::vector<chat::bot_token>> bot_store::tokens(chat::user_id asker, chat::user_id of) {
  co_return co_await readers_.run<std::vector<chat::bot_token>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::bot_token>> {
        const auto known = managed(sql, asker, of);
        if (!known) return std::unexpected(known.error());
        std::vector<chat::bot_token> all;
        sql.prepared<bot_statements>().tokens.each(
            [&](integer id, const std::string& label, integer scopes, const std::string& rooms, integer created,
                integer last_used) {
              all.push_back({{id},
                             label,
                             {static_cast<std::uint32_t>(scopes), rooms_in(rooms)},
                             to_instant(created),
                             to_instant(last_used)});
            },
            of.value);
        return all;
      });
}

chat::flow<void> bot_store::end_token(chat::user_id asker, chat::user_id of, chat::session_id ended,
                                      chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::no, [=](write_context& context) -> chat::outcome<void> {
    const auto known = managed(context.sql, asker, of);
    if (!known) return std::unexpected(known.error());
    const auto done = end_session(context, of, ended, chat::revocation::revoked);
    if (!done) return std::unexpected(done.error());
    record_audit(context.sql, asker, "bot:token_ended", audited(of), token_details(ended.value), now);
    return {};
  });
}

chat::flow<void> bot_store::enter(chat::user_id asker, chat::user_id entering, chat::room_id room, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::yes, [=](write_context& context) -> chat::outcome<void> {
    const auto known = managed(context.sql, asker, entering);
    if (!known) return std::unexpected(known.error());
    const auto allowed = permitted(context.sql, asker, room, chat::room_action::invite, now);
    if (!allowed) return std::unexpected(allowed.error());
    enter_room(context, known->who, room, chat::member_role::member, now);
    return {};
  });
}

chat::flow<void> bot_store::leave(chat::user_id asker, chat::user_id leaving, chat::room_id room) {
  co_return co_await writer_.run<void>(reads_heads::yes, [=](write_context& context) -> chat::outcome<void> {
    const auto known = managed(context.sql, asker, leaving);
    if (!known) return std::unexpected(known.error());
    leave_room(context, known->who, room);
    return {};
  });
}

}  // namespace webchats::store
