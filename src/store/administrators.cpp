#include "store/administrators.hpp"

#include "store/query.hpp"

namespace webchats::store {

namespace {

struct administrator_statements {
  explicit administrator_statements(connection& sql)
      : role(sql, "select role from users where id = :id and state = 0") {}
  query<in<integer>, out<integer>> role;
};

}  // namespace

chat::outcome<chat::server_role> administrator(connection& sql, chat::user_id actor, chat::server_action what) {
  const auto row = sql.prepared<administrator_statements>().role.first(actor.value);
  if (!row) return chat::refuse(chat::forbidden{});
  const auto role = static_cast<chat::server_role>(std::get<0>(*row));
  if (!chat::may(what, role)) return chat::refuse(chat::forbidden{});
  return role;
}

}  // namespace webchats::store
