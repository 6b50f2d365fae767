#include "store/names.hpp"

#include "chat/kept_names.hpp"
#include "chat/name_look.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

struct name_statements {
  explicit name_statements(connection& sql)
      : of_staff(sql, "select id from users where name_look = :look and role in (0, 1, 2) and id <> :except"),
        of_bot(sql,
               "select u.id from users u where u.name_look = :look and u.role = 5 and u.id <> :except and "
               "(exists (select 1 from bots b where b.user_id = u.id) or "
               "exists (select 1 from hooks h where h.author = u.id))") {}
  query<in<std::string, integer>, out<integer>> of_staff;
  query<in<std::string, integer>, out<integer>> of_bot;
};
static_assert(static_cast<int>(chat::server_role::moderator) == 2);
static_assert(static_cast<int>(chat::server_role::bot) == 5);

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

}  // namespace

bearer bearer_of(chat::server_role role) noexcept {
  return role <= chat::server_role::moderator ? bearer::staff : bearer::person;
}

std::optional<chat::refusal> refuse_name(connection& sql, const std::string& name, bearer who, chat::user_id except) {
  const auto look = chat::name_look(name);
  if (look.empty()) return std::nullopt;
  auto& statements = sql.prepared<name_statements>();
  const bool shares = who == bearer::hook || who == bearer::robot;
  if (is_kept(look, who) || statements.of_staff.first(look, except.value) ||
      (!shares && statements.of_bot.first(look, except.value))) {
    return chat::invalid{chat::field::name, chat::rule::reserved};
  }
  return std::nullopt;
}

}  // namespace webchats::store
