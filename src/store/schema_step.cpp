#include "store/schema_step.hpp"

#include <fmt/format.h>
#include <soci/mysql/soci-mysql.h>

#include <algorithm>
#include <array>
#include <utility>

#include "store/failure.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

template <class Work>
void transaction(connection& sql, Work work) {
  sql.begin_writing();
  try {
    work();
    sql.execute("commit");
  } catch (...) {
    try {
      sql.execute("rollback");
    } catch (const soci::soci_error&) {
      // The connection is gone, and the transaction with it. The first error says more.
    }
    throw;
  }
}

/// Nothing when the statement is for another database.
void execute(connection& sql, const char* statement) {
  if (const auto text = render_schema(sql.speaks(), statement); !text.empty()) sql.execute(text);
}

void set_schema(connection& sql, int version) {
  sql.execute("delete from schema_version");
  sql.execute(fmt::format("insert into schema_version values ({})", version));
}

/// Where a step is that goes statement by statement. Written with one statement, as there may be no transaction.
class progress {
 public:
  progress(connection& sql, int version) : sql_(sql), version_(version) {
    sql.execute(render_schema(sql.speaks(),
                              "create table if not exists schema_progress "
                              "(version bigint primary key, statement bigint not null, begun bigint not null)"));
    query<in<integer>, out<integer, integer>> found(
        sql, "select statement, begun from schema_progress where version = :version");
    if (const auto row = found.first(version)) {
      statement_ = static_cast<std::size_t>(std::get<0>(*row));
      begun_ = std::get<1>(*row) == 1;
    } else {
      sql.execute(fmt::format("insert into schema_progress values ({}, 0, 0)", version));
    }
  }

  /// The statement to run next.
  [[nodiscard]] std::size_t statement() const noexcept { return statement_; }
  /// It was begun once and may have happened: the server or this program ended in it.
  [[nodiscard]] bool begun() const noexcept { return begun_; }

  void begin() { write(statement_, true); }
  void done() { write(statement_ + 1, false); }
  void advance() noexcept {
    ++statement_;
    begun_ = false;
  }
  /// The statement failed, so it did not happen.
  void failed() { write(statement_, begun_); }

 private:
  void write(std::size_t statement, bool begun) {
    sql_.execute(fmt::format("update schema_progress set statement = {}, begun = {} where version = {}", statement,
                             begun ? 1 : 0, version_));
  }

  connection& sql_;
  int version_;
  std::size_t statement_ = 0;
  bool begun_ = false;
};

/// True when a change of the schema fails because it was made before.
bool happened_before(const soci::soci_error& error) {
  constexpr std::array numbers{1050U, 1051U, 1060U, 1061U, 1091U};  // a table, column or index exists, or does not
  const auto* mariadb = dynamic_cast<const soci::mysql_soci_error*>(&error);
  return mariadb && std::ranges::find(numbers, mariadb->err_num_) != numbers.end();
}

void run_one(connection& sql, const char* statement, progress& where) {
  where.begin();
  try {
    transaction(sql, [&] {
      try {
        execute(sql, statement);
      } catch (const soci::soci_error& error) {
        if (!where.begun() || !happened_before(error)) throw;
      }
      // Together with what the statement changed in rows; a change of the schema is committed already.
      where.done();
    });
    where.advance();
  } catch (const soci::soci_error& error) {
    if (classify(error) != failure::lost) where.failed();
    throw;
  }
}

}  // namespace

void run_step(connection& sql, int version, schema_statements statements) {
  if (sql.speaks() == dialect::mariadb) {
    progress where(sql, version);
    while (where.statement() < statements.size()) run_one(sql, statements[where.statement()], where);
    return transaction(sql, [&] { set_schema(sql, version); });
  }
  transaction(sql, [&] {
    for (const auto* statement : statements) execute(sql, statement);
    set_schema(sql, version);
  });
}

}  // namespace webchats::store
