#include "store/statement_limit.hpp"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace webchats::store {

namespace {

/// Steps of SQLite's virtual machine between two looks at the clock: microseconds. What FTS5 reads of its index counts.
constexpr int steps = 200;

int is_over(void* end) {
  return std::chrono::steady_clock::now() >= *static_cast<const std::chrono::steady_clock::time_point*>(end) ? 1 : 0;
}

sqlite_api::sqlite3* handle_of(connection& sql) {
  return static_cast<soci::sqlite3_session_backend*>(sql.session().get_backend())->conn_;
}

}  // namespace

statement_limit::statement_limit(connection& sql, std::chrono::milliseconds most)
    : sql_(sql), end_(std::chrono::steady_clock::now() + most) {
  switch (sql_.speaks()) {
    case dialect::sqlite:
      sqlite_api::sqlite3_progress_handler(handle_of(sql_), steps, &is_over, &end_);
      break;
    case dialect::postgresql:
      sql_.execute(fmt::format("set local statement_timeout = {}", most.count()));  // until the transaction ends
      break;
    case dialect::mariadb:
      prefix_ = fmt::format("set statement max_statement_time = {} for ", std::chrono::duration<double>(most).count());
      break;
  }
}

statement_limit::~statement_limit() {
  if (sql_.speaks() == dialect::sqlite) sqlite_api::sqlite3_progress_handler(handle_of(sql_), 0, nullptr, nullptr);
}

}  // namespace webchats::store
