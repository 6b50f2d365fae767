#include "store/console.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "store/account_rows.hpp"
#include "store/audit.hpp"
#include "store/migrations.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

constexpr const char* person_columns =
    "select u.id, u.name, u.email, u.role, u.state, (select count(*) from sessions s where s.user_id = u.id) "
    "from users u where u.state <> 2 and ";

using person_out = out<integer, std::string, std::string, integer, integer, integer>;

struct console_statements {
  explicit console_statements(connection& sql)
      : all(sql, std::string(person_columns) + "u.id > 0 order by u.id"),
        one(sql, std::string(person_columns) + "u.email = :email"),
        drop_codes(sql, "delete from one_time_codes where user_id = :user"),
        add_code(
            sql,
            "insert into one_time_codes (code_hash, purpose, user_id, expires) values (:hash, 0, :user, :expires)"),
        role(sql, "update users set role = :role, updated = :now where id = :id") {}
  query<in<>, person_out> all;
  query<in<std::string>, person_out> one;
  query<in<integer>> drop_codes;
  query<in<std::string, integer, integer>> add_code;
  query<in<integer, integer, integer>> role;
};

console::person to_person(integer id, const std::string& name, const std::string& email, integer role, integer state,
                          integer sessions) {
  return {.who = {{id}, name, "", email, static_cast<chat::server_role>(role)},
          .disabled = state != 0,
          .sessions = sessions};
}

/// The program itself.
constexpr chat::user_id nobody{};

/// Undone unless it is committed.
class transaction {
 public:
  explicit transaction(connection& sql) : sql_(sql) { sql_.begin_writing(); }
  ~transaction() {
    if (open_) sql_.execute("rollback");
  }
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;
  void commit() {
    sql_.execute("commit");
    open_ = false;
  }

 private:
  connection& sql_;
  bool open_ = true;
};

}  // namespace

console::console(const database& where) : sql_(where, access::read_write) {
  if (schema_of(sql_) != newest_schema()) {
    throw std::runtime_error("the database is of another version: start the server once, then try again");
  }
}

std::vector<console::person> console::people() {
  std::vector<person> found;
  sql_.prepared<console_statements>().all.each([&](const auto&... columns) { found.push_back(to_person(columns...)); });
  return found;
}

std::optional<console::person> console::find(const std::string& email) {
  const auto row = sql_.prepared<console_statements>().one.first(email);
  if (!row) return std::nullopt;
  return std::apply(to_person, *row);
}

void console::give_code(chat::user_id who, const std::string& code_hash, chat::instant expires, chat::instant now) {
  transaction all(sql_);
  auto& statements = sql_.prepared<console_statements>();
  statements.drop_codes.run(who.value);
  statements.add_code.run(code_hash, who.value, to_milliseconds(expires));
  record_audit(sql_, nobody, "user:reset", fmt::format("user {}", who.value), R"({"by":"command line"})", now);
  all.commit();
}

void console::set_role(const chat::user& who, chat::server_role role, chat::instant now) {
  transaction all(sql_);
  sql_.prepared<console_statements>().role.run(static_cast<integer>(role), to_milliseconds(now), who.id.value);
  record_audit(sql_, nobody, "user:role", fmt::format("user {}", who.id.value), R"({"by":"command line"})", now);
  all.commit();
}

}  // namespace webchats::store
