// How a session with PostgreSQL or MariaDB begins.

#include <fmt/format.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/postgresql/soci-postgresql.h>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <stdexcept>
#include <string>

#include "store/connection.hpp"
#include "store/failure.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

constexpr std::chrono::seconds connect_patience{3};
constexpr std::chrono::seconds statement_patience{20};  ///< of all but changes of the schema
constexpr integer writers_lock = 0x7765626368617473;    ///< "webchats"

/// `name='value'` words, as both clients read them.
class connect_string {
 public:
  void add(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    text_ += fmt::format("{}{}='", text_.empty() ? "" : " ", name);
    for (const char c : value) {
      if (c == '\'' || c == '\\') text_ += '\\';
      text_ += c;
    }
    text_ += '\'';
  }
  void add(std::string_view name, std::integral auto value) {
    if (value != 0) add(name, std::to_string(value));
  }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

connect_string address_of(const server_address& server, std::string_view database_name) {
  connect_string words;
  words.add("port", server.port);
  words.add(database_name, server.name);
  words.add("user", server.user);
  words.add("password", server.password);
  for (const auto& [name, value] : server.options) words.add(name, value);
  words.add("connect_timeout", connect_patience.count());
  return words;
}

/// Whole seconds, at least one.
std::int64_t seconds(std::chrono::milliseconds time) {
  return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count());
}

/// A session that just ended may not have let go of it yet.
constexpr std::chrono::milliseconds claim_patience{2'000};

[[noreturn]] void refuse_second() {
  throw std::runtime_error("another server process works on this database, and there may be only one");
}

constexpr int oldest_postgresql = 150'000;
constexpr unsigned long oldest_mariadb = 101'100;

/// Throws std::runtime_error when the server is not one that the statements are made for. The client knows without
/// asking.
void check_postgresql(soci::session& session) {
  auto* const client = static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
  const int found = PQserverVersion(client);
  if (found < oldest_postgresql) {
    throw std::runtime_error(
        fmt::format("PostgreSQL {} is too old: it must be {} or newer", found / 10'000, oldest_postgresql / 10'000));
  }
  const char* const encoding = PQparameterStatus(client, "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    throw std::runtime_error(fmt::format("the database's encoding is {}: it must be created with encoding 'UTF8'",
                                         encoding == nullptr ? "unknown" : encoding));
  }
}

void check_mariadb(soci::session& session) {
  auto* const client = static_cast<soci::mysql_session_backend*>(session.get_backend())->conn_;
  const std::string_view found = mysql_get_server_info(client);
  if (!found.contains("MariaDB")) {
    throw std::runtime_error(fmt::format("MySQL {} is not MariaDB, which it must be, 10.11 or newer", found));
  }
  if (mysql_get_server_version(client) < oldest_mariadb) {
    throw std::runtime_error(fmt::format("MariaDB {} is too old: it must be 10.11 or newer", found));
  }
}

}  // namespace

void connection::open_postgresql(const database& where, access how) {
  auto words = address_of(where.server, "dbname");
  words.add("host", where.server.socket.empty() ? where.server.host : where.server.socket);
  words.add("application_name", "webchats");
  words.add("client_encoding", "UTF8");
  // A server that vanished is noticed after seconds, not hours.
  words.add("keepalives_idle", 10);
  words.add("keepalives_interval", 3);
  words.add("keepalives_count", 3);
  words.add("tcp_user_timeout", 10'000);
  session_.open(soci::postgresql, words.text());
  check_postgresql(session_);
  execute("set time zone 'UTC'");
  execute("set standard_conforming_strings = on");
  execute("set idle_session_timeout = 0");
  const std::chrono::milliseconds patience = statement_patience;
  execute(fmt::format("set statement_timeout = {}", is_patient(how) ? 0 : patience.count()));
  execute(fmt::format("set idle_in_transaction_session_timeout = {}", is_patient(how) ? 0 : patience.count()));
  execute("set synchronous_commit = on");
  if (is_alone(how)) {
    execute(fmt::format("set lock_timeout = {}", claim_patience.count()));
    try {
      execute(fmt::format("select pg_advisory_lock({})", writers_lock));
    } catch (const soci::soci_error& error) {
      if (classify(error) == failure::busy) refuse_second();
      throw;
    }
  }
  execute(fmt::format("set lock_timeout = {}", where.busy_timeout.count()));
  if (reads_only(how)) execute("set default_transaction_read_only = on");
}

void connection::open_mariadb(const database& where, access how) {
  auto words = address_of(where.server, "db");
  words.add("host", where.server.socket.empty() ? where.server.host : "localhost");
  words.add("unix_socket", where.server.socket);
  words.add("charset", "utf8mb4");
  if (!is_patient(how)) {
    words.add("read_timeout", 2 * statement_patience.count());
    words.add("write_timeout", statement_patience.count());
  }
  session_.open(soci::mysql, words.text());
  if (how == access::foreign) return begin_foreign();
  check_mariadb(session_);
  // Literals compare as columns do: byte by byte.
  execute("set names utf8mb4 collate utf8mb4_nopad_bin");
  execute("set session sql_mode = 'TRADITIONAL,ANSI_QUOTES,PIPES_AS_CONCAT,NO_AUTO_VALUE_ON_ZERO', autocommit = 1");
  execute("set session time_zone = '+00:00', wait_timeout = 31536000");
  execute("set session auto_increment_increment = 1, auto_increment_offset = 1");
  execute("set session transaction isolation level repeatable read");
  const auto patience = seconds(where.busy_timeout);
  execute(fmt::format("set session innodb_lock_wait_timeout = {}, lock_wait_timeout = {}", patience, patience));
  execute(fmt::format("set session max_statement_time = {}", is_patient(how) ? 0 : statement_patience.count()));
  if (reads_only(how)) return execute("set session transaction read only");
  if (!is_alone(how)) return;
  // Names of locks belong to the whole server, and are short.
  query<in<integer>, out<integer>> lock(*this,
                                        "select coalesce(get_lock(concat('webchats ', md5(database())), :wait), 0)");
  if (std::get<0>(lock.first(seconds(claim_patience)).value()) != 1) refuse_second();
}

/// In words that MySQL knows, too.
void connection::begin_foreign() {
  execute("set names utf8mb4");
  // Whoever reads may make something of each row before it takes the next one.
  execute("set session time_zone = '+00:00', wait_timeout = 31536000, net_write_timeout = 86400");
  execute("set session transaction isolation level repeatable read");
  execute("set session transaction read only");
}

std::string durability_warning(connection& sql) {
  switch (sql.speaks()) {
    case dialect::sqlite:
      break;
    case dialect::postgresql: {
      query<in<>, out<std::string>> fsync(sql, "select current_setting('fsync')");
      if (std::get<0>(fsync.first().value()) != "on") return "fsync is off";
      break;
    }
    case dialect::mariadb: {
      query<in<>, out<integer>> flush(sql, "select @@global.innodb_flush_log_at_trx_commit");
      if (std::get<0>(flush.first().value()) != 1) return "innodb_flush_log_at_trx_commit is not 1";
      break;
    }
  }
  return {};
}

}  // namespace webchats::store
