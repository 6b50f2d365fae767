#include "store/administration_store.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "store/account_rows.hpp"
#include "store/administrators.hpp"
#include "store/audit.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

using chat::server_action;
using chat::server_role;

constexpr const char* managed_columns =
    "select u.id, u.name, u.avatar, u.email, u.role, u.status, u.last_seen, u.created, u.state, "
    "(select count(*) from sessions s where s.user_id = u.id) from users u where ";

using managed_out =
    out<integer, std::string, std::string, std::string, integer, std::string, integer, integer, integer, integer>;

struct administration_statements {
  explicit administration_statements(connection& sql)
      : users(sql, std::string(managed_columns) +
                       "u.id > :after and u.state <> 2 and (lower(u.name) like lower(:name) escape '!' "
                       "or lower(u.email) like lower(:email) escape '!') order by u.id limit :limit"),
        one(sql, std::string(managed_columns) + "u.id = :id"),
        owners(sql, "select count(*) from users where role = 0 and state = 0"),
        change(sql, "update users set role = :role, state = :state, updated = :now where id = :id"),
        drop_codes(sql, "delete from one_time_codes where user_id = :user or expires <= :now"),
        add_code(sql,
                 "insert into one_time_codes (code_hash, purpose, user_id, expires) "
                 "values (:hash, :purpose, :user, :expires)") {}
  query<in<integer, std::string, std::string, integer>, managed_out> users;
  query<in<integer>, managed_out> one;
  query<in<>, out<integer>> owners;
  query<in<integer, integer, integer, integer>> change;
  query<in<integer, integer>> drop_codes;
  query<in<std::string, integer, integer, integer>> add_code;
};

chat::managed_user to_managed(integer id, const std::string& name, const std::string& avatar, const std::string& email,
                              integer role, const std::string& status, integer last_seen, integer created,
                              integer state, integer sessions) {
  return {.shown = {.who = {{id}, name, avatar, email, static_cast<server_role>(role)},
                    .status = status,
                    .last_seen = last_seen == 0 ? std::nullopt : std::optional(to_instant(last_seen)),
                    .joined = to_instant(created)},
          .email = email,
          .state = static_cast<chat::account_state>(state),
          .sessions = sessions};
}

/// By their numbers.
constexpr std::array<std::string_view, 6> role_names{"owner", "admin", "moderator", "member", "guest", "bot"};

std::string_view name_of(server_role role) { return role_names.at(static_cast<std::size_t>(role)); }

/// Somebody whom `actor` may administer: admins are the owner's matter, and a deleted account is nobody's.
chat::outcome<chat::managed_user> subject(connection& sql, chat::user_id actor, server_action what, chat::user_id who) {
  const auto role = administrator(sql, actor, what);
  if (!role) return std::unexpected(role.error());
  const auto row = sql.prepared<administration_statements>().one.first(who.value);
  if (!row) return chat::refuse(chat::not_found{});
  auto found = std::apply(to_managed, *row);
  if (found.state == chat::account_state::deleted) return chat::refuse(chat::not_found{});
  const bool staff = chat::may(server_action::manage_people, found.shown.who.role);
  if (staff && *role != server_role::owner && actor != who) return chat::refuse(chat::forbidden{});
  return found;
}

chat::outcome<chat::managed_user> change_now(write_context& context, chat::user_id actor, chat::user_id who,
                                             const chat::user_change& change, chat::instant now) {
  const auto what = change.role ? server_action::manage_roles : server_action::manage_people;
  const auto before = subject(context.sql, actor, what, who);
  if (!before) return before;
  auto& statements = context.sql.prepared<administration_statements>();
  const auto old_role = before->shown.who.role;
  const auto role = change.role.value_or(old_role);
  const auto state = change.state.value_or(before->state);
  const auto acting = administrator(context.sql, actor, what).value();
  if (role != old_role && acting != server_role::owner && chat::may(server_action::manage_people, role)) {
    return chat::refuse(chat::forbidden{});
  }
  // A bot is made and unmade elsewhere.
  if (role != old_role && old_role == server_role::bot) return chat::refuse(chat::conflict{});
  const bool stays_owner = role == server_role::owner && state == chat::account_state::active;
  if (old_role == server_role::owner && before->state == chat::account_state::active && !stays_owner &&
      std::get<0>(statements.owners.first().value()) == 1) {
    return chat::refuse(chat::conflict{});
  }
  statements.change.run(static_cast<integer>(role), static_cast<integer>(state), to_milliseconds(now), who.value);
  if (role != old_role) {
    record_audit(context.sql, actor, "user:role", audited(who),
                 fmt::format(R"({{"from":"{}","to":"{}"}})", name_of(old_role), name_of(role)), now);
    (void)tell_account(context, who);
  }
  if (state != before->state) {
    const bool disabled = state == chat::account_state::disabled;
    record_audit(context.sql, actor, disabled ? "user:disabled" : "user:enabled", audited(who), "{}", now);
    if (disabled) store::end_sessions(context, who, {}, chat::revocation::disabled);
  }
  return std::apply(to_managed, statements.one.first(who.value).value());
}

chat::outcome<void> add_code_now(write_context& context, chat::user_id actor, const chat::one_time_code& made,
                                 chat::instant now) {
  const auto found = subject(context.sql, actor, server_action::manage_people, made.user);
  if (!found) return std::unexpected(found.error());
  if (found->state != chat::account_state::active || found->shown.who.role == server_role::bot) {
    return chat::refuse(chat::conflict{});
  }
  auto& statements = context.sql.prepared<administration_statements>();
  statements.drop_codes.run(made.user.value, to_milliseconds(now));
  statements.add_code.run(made.hash, static_cast<integer>(made.purpose), made.user.value,
                          to_milliseconds(made.expires));
  record_audit(context.sql, actor, "user:reset", audited(made.user), "{}", now);
  return {};
}

chat::outcome<void> end_sessions_now(write_context& context, chat::user_id actor, chat::user_id who,
                                     chat::instant now) {
  const auto found = subject(context.sql, actor, server_action::manage_people, who);
  if (!found) return std::unexpected(found.error());
  store::end_sessions(context, who, {}, chat::revocation::revoked);
  record_audit(context.sql, actor, "user:sessions_ended", audited(who), "{}", now);
  return {};
}

chat::outcome<void> begin_deletion_now(write_context& context, chat::user_id actor, chat::user_id who,
                                       chat::instant now) {
  const auto role = administrator(context.sql, actor, server_action::moderate);
  if (!role) return std::unexpected(role.error());
  const auto row = context.sql.prepared<administration_statements>().one.first(who.value);
  if (!row) return chat::refuse(chat::not_found{});
  const bool admin = chat::may(server_action::manage_people, std::apply(to_managed, *row).shown.who.role);
  if (admin && *role != server_role::owner && actor != who) return chat::refuse(chat::forbidden{});
  record_audit(context.sql, actor, "user:messages_deleted", audited(who), "{}", now);
  return {};
}

}  // namespace

std::string like_pattern(std::string_view words) {
  std::string pattern("%");
  for (const char c : words) {
    if (c == '%' || c == '_' || c == '!') pattern.push_back('!');
    pattern.push_back(c);
  }
  return pattern + '%';
}

chat::flow<chat::page_of<chat::managed_user>> administration_store::users(std::string words, chat::list_part part) {
  co_return co_await readers_.run<chat::page_of<chat::managed_user>>(
      [pattern = like_pattern(words), part](connection& sql) -> chat::outcome<chat::page_of<chat::managed_user>> {
        chat::page_of<chat::managed_user> page;
        sql.prepared<administration_statements>().users.each(
            [&](const auto&... columns) { page.items.push_back(to_managed(columns...)); }, part.beyond, pattern,
            pattern, static_cast<integer>(part.limit) + 1);
        page.more = page.items.size() > part.limit;
        if (page.more) page.items.pop_back();
        return page;
      });
}

chat::flow<chat::managed_user> administration_store::change(chat::user_id actor, chat::user_id who,
                                                            chat::user_change change, chat::instant now) {
  co_return co_await writer_.run<chat::managed_user>(
      reads_heads::no, [=](write_context& context) { return change_now(context, actor, who, change, now); });
}

chat::flow<void> administration_store::add_code(chat::user_id actor, chat::one_time_code made, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::no, [actor, made = std::move(made), now](write_context& context) {
    return add_code_now(context, actor, made, now);
  });
}

chat::flow<void> administration_store::end_sessions(chat::user_id actor, chat::user_id who, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [=](write_context& context) { return end_sessions_now(context, actor, who, now); });
}

chat::flow<void> administration_store::begin_deletion(chat::user_id actor, chat::user_id who, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [=](write_context& context) { return begin_deletion_now(context, actor, who, now); });
}

}  // namespace webchats::store
