#include "store/names.hpp"

#include <utility>
#include <vector>

#include "chat/kept_names.hpp"
#include "chat/mentions.hpp"
#include "chat/name_look.hpp"
#include "chat/ports/administration_repository.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

struct name_statements {
  explicit name_statements(connection& sql)
      : of_staff(sql, "select id from users where name_look = :look and role in (0, 1, 2) and id <> :except"),
        of_bot(sql,
               "select u.id from users u where u.name_look = :look and u.role = 5 and u.id <> :except and "
               "(exists (select 1 from bots b where b.user_id = u.id) or "
               "exists (select 1 from hooks h where h.author = u.id))"),
        claimant(sql, "select role from users where name_claim = :look"),
        own_look(sql, "select name_look from users where id = :id"),
        // Hooks and the robot are bots by their role only.
        heir(sql,
             "select u.id from users u where u.name_look = :look and u.state <> 2 and "
             "(u.role <> 5 or exists (select 1 from bots b where b.user_id = u.id)) order by u.id limit 1"),
        claim(sql, "update users set name_claim = :look where id = :id"),
        free(sql, "update users set name_look = '', name_claim = null where id = :id"),
        write(sql, "update users set name = :name, name_key = :key where id = :id"),
        look(sql, "update users set name_look = :look where id = :id"),
        unclaimed(sql,
                  "select u.id, u.name, u.name_look from users u where u.name_claim is null and u.state <> 2 "
                  "order by u.id") {}
  query<in<std::string, integer>, out<integer>> of_staff;
  query<in<std::string, integer>, out<integer>> of_bot;
  query<in<std::string>, out<integer>> claimant;
  query<in<integer>, out<std::string>> own_look;
  query<in<std::string>, out<integer>> heir;
  query<in<std::string, integer>> claim;
  query<in<integer>> free;
  query<in<std::string, std::string, integer>> write;
  query<in<std::string, integer>> look;
  query<in<>, out<integer, std::string, std::string>> unclaimed;
};
static_assert(static_cast<int>(chat::server_role::moderator) == 2);
static_assert(static_cast<int>(chat::server_role::bot) == 5);
static_assert(static_cast<int>(chat::account_state::deleted) == 2);

name_statements& statements_of(connection& sql) { return sql.prepared<name_statements>(); }

bool is_kept(const std::string& look, bearer who) {
  switch (chat::who_keeps(look)) {
    case chat::kept_for::nobody:
      return false;
    case chat::kept_for::staff:
      return who != bearer::staff && who != bearer::robot;
    case chat::kept_for::server:
      break;
  }
  return who != bearer::robot;
}

std::string own_look(connection& sql, chat::user_id who) {
  auto row = statements_of(sql).own_look.first(who.value);
  return row ? std::get<0>(std::move(*row)) : std::string();
}

/// Whether a person or another bot has the name for themselves.
bool is_claimed(connection& sql, const std::string& look, bearer wanted_by) {
  const auto role = statements_of(sql).claimant.first(look);
  const bool of_bot = role && static_cast<chat::server_role>(std::get<0>(*role)) == chat::server_role::bot;
  return role && !(of_bot && wanted_by == bearer::hook);
}

/// A name that nobody has any more goes to the first of those who are called so.
void pass_on(connection& sql, const std::string& look) {
  auto& statements = statements_of(sql);
  if (look.empty() || statements.claimant.first(look)) return;
  if (const auto heir = statements.heir.first(look)) statements.claim.run(look, std::get<0>(*heir));
}

}  // namespace

bearer bearer_of(chat::server_role role) noexcept {
  return role <= chat::server_role::moderator ? bearer::staff : bearer::person;
}

std::optional<chat::refusal> refuse_name(connection& sql, const std::string& name, bearer who, chat::user_id except) {
  const auto look = chat::name_look(name);
  // Whoever is called so already may write it otherwise.
  if (look.empty() || look == own_look(sql, except)) return std::nullopt;
  auto& statements = statements_of(sql);
  const bool shares = who == bearer::hook || who == bearer::robot;
  if (is_kept(look, who) || statements.of_staff.first(look, except.value) ||
      (!shares && statements.of_bot.first(look, except.value))) {
    return chat::invalid{chat::field::name, chat::rule::reserved};
  }
  if (who != bearer::robot && is_claimed(sql, look, who)) return chat::taken{chat::field::name};
  return std::nullopt;
}

void give_name(connection& sql, chat::user_id who, const std::string& name) {
  auto& statements = statements_of(sql);
  const auto before = own_look(sql, who);
  const auto look = chat::name_look(name);
  statements.write.run(name, chat::name_key(name), who.value);
  if (look == before) return;
  free_name(sql, who);
  statements.look.run(look, who.value);
  if (!look.empty()) statements.claim.run(look, who.value);
}

void free_name(connection& sql, chat::user_id who) {
  const auto look = own_look(sql, who);
  statements_of(sql).free.run(who.value);
  pass_on(sql, look);
}

void complete_looks(connection& sql) {
  auto& statements = statements_of(sql);
  std::vector<std::string> looks;
  std::vector<std::pair<integer, std::string>> changed;
  statements.unclaimed.each([&](integer id, const std::string& name, const std::string& known) {
    looks.push_back(chat::name_look(name));
    if (looks.back() != known) changed.emplace_back(id, looks.back());
  });
  for (const auto& [id, look] : changed) statements.look.run(look, id);
  for (const auto& look : looks) pass_on(sql, look);
}

}  // namespace webchats::store
