#include "store/login_journal_store.hpp"

#include <utility>

#include "store/account_rows.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

/// More than an attack makes in the minutes that count; what is beyond is the oldest.
constexpr integer most_kept = 100'000;

struct journal_statements {
  explicit journal_statements(connection& sql)
      : add(sql, R"(insert into login_failures ("key", time) values (:key, :time) returning id)"),
        trim(sql, "delete from login_failures where id <= :oldest"),
        forgive(sql, R"(delete from login_failures where "key" = :key)"),
        drop(sql, "delete from login_failures where time < :time") {}
  query<in<std::string, integer>, out<integer>> add;
  query<in<integer>> trim;
  query<in<std::string>> forgive;
  query<in<integer>> drop;
};

}  // namespace

void login_journal_store::failed(chat::login_failure made) noexcept try {
  writer_.run_detached([made = std::move(made)](write_context& context) -> chat::outcome<void> {
    auto& statements = context.sql.prepared<journal_statements>();
    const auto [id] = statements.add.first(made.key, to_milliseconds(made.when)).value();
    statements.trim.run(id - most_kept);
    return {};
  });
} catch (...) {
  // Out of memory: it counts until the next restart.
}

void login_journal_store::forgive(std::string key) noexcept try {
  writer_.run_detached([key = std::move(key)](write_context& context) -> chat::outcome<void> {
    context.sql.prepared<journal_statements>().forgive.run(key);
    return {};
  });
} catch (...) {
  // Out of memory: it is forgiven until the next restart.
}

std::vector<chat::login_failure> login_journal_store::since(chat::instant when) {
  writer_.run_detached([when](write_context& context) -> chat::outcome<void> {
    context.sql.prepared<journal_statements>().drop.run(to_milliseconds(when));
    return {};
  });
  connection sql(database_, access::read_only);
  query<in<integer>, out<std::string, integer>> read(
      sql, R"(select "key", time from login_failures where time >= :time order by id)");
  std::vector<chat::login_failure> found;
  read.each([&](const std::string& key, integer time) { found.push_back({key, to_instant(time)}); },
            to_milliseconds(when));
  return found;
}

}  // namespace webchats::store
