#include "store/connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace webchats::store {

namespace {

constexpr std::int64_t page_bytes = 4096;

/// SQLite would create the file readable for everybody. One that is there is left alone: closing any descriptor of it
/// ends the locks of this whole process (POSIX), and another process would take the log for nobody's and remove it.
void create_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    ::close(descriptor);
  } else if (errno != EEXIST) {
    throw std::system_error(errno, std::generic_category(), file.string());
  }
}

std::string quoted(const std::string& path) {
  if (path.contains('"')) throw std::invalid_argument("a database path must not hold a double quote: " + path);
  return fmt::format("db=\"{}\"", path);
}

}  // namespace

connection::connection(const database& where, access how) : speaks_(where.kind) {
  switch (speaks_) {
    case dialect::sqlite:
      open_sqlite(where, how);
      break;
    case dialect::postgresql:
      open_postgresql(where, how);
      break;
    case dialect::mariadb:
      open_mariadb(where, how);
      break;
  }
}

connection::~connection() = default;

void connection::open_sqlite(const database& where, access how) {
  if (!reads_only(how)) create_private(where.file);
  session_.open(soci::sqlite3, quoted(where.file.string()));
  execute(fmt::format("pragma busy_timeout = {}", where.busy_timeout.count()));
  execute("pragma foreign_keys = on");
  execute("pragma trusted_schema = off");
  if (reads_only(how)) return execute("pragma query_only = on");
  execute("pragma journal_mode = wal");
  execute("pragma synchronous = full");
  execute("pragma journal_size_limit = 67108864");
  if (where.most_bytes > 0) execute(fmt::format("pragma max_page_count = {}", where.most_bytes / page_bytes));
}

std::int64_t connection::inserted_id() {
  long long id = 0;
  session_.get_last_insert_id("", id);
  return id;
}

void connection::execute(std::string_view sql) {
  soci::statement statement(session_);
  statement.alloc();
  statement.prepare(std::string(sql), soci::details::st_one_time_query);
  statement.define_and_bind();
  statement.execute(true);
}

}  // namespace webchats::store
