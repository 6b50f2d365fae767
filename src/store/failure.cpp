#include "store/failure.hpp"

#include <fmt/format.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace webchats::store {

namespace {

std::string_view name(failure kind) {
  switch (kind) {
    case failure::busy:
      return "database locked or too slow";
    case failure::full:
      return "disk full";
    case failure::read_only:
      return "database read-only";
    case failure::io:
      return "input/output error";
    case failure::corrupt:
      return "database damaged";
    case failure::constraint:
      return "constraint";
    case failure::lost:
      return "connection lost";
    case failure::other:
      break;
  }
  return "database error";
}

failure of_sqlite(int result) {
  // Extended codes carry their primary code in the low byte.
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
      return failure::busy;
    case SQLITE_FULL:
      return failure::full;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return failure::read_only;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return failure::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return failure::corrupt;
    case SQLITE_CONSTRAINT:
      return failure::constraint;
    default:
      return failure::other;
  }
}

/// A class of SQLSTATEs, or one of them. The first that fits counts.
struct state {
  std::string_view prefix;
  failure kind;
};

constexpr std::array states{
    state{"08", failure::lost},         state{"57P", failure::lost},  // the server stops, or starts
    state{"25P03", failure::lost},                                    // idle in a transaction for too long
    state{"22", failure::constraint},   state{"23", failure::constraint},
    state{"25006", failure::read_only}, state{"42501", failure::read_only},
    state{"53100", failure::full},      state{"53", failure::busy},  // memory, connections
    state{"40", failure::busy},                                      // deadlocks
    state{"55P03", failure::busy},                                   // a lock
    state{"57014", failure::busy},                                   // took too long
    state{"58", failure::io},           state{"XX001", failure::corrupt},
    state{"XX002", failure::corrupt},
};

failure of_postgresql(std::string_view sqlstate) {
  // What the client says by itself has no state: it cannot talk to the server any more.
  if (sqlstate.find_first_not_of(' ') == std::string_view::npos) return failure::lost;
  for (const auto& [prefix, kind] : states) {
    if (sqlstate.starts_with(prefix)) return kind;
  }
  return failure::other;
}

/// Error numbers of MariaDB and its client.
struct numbers {
  failure kind;
  std::array<unsigned, 14> all;  ///< the rest is 0, which is no error
};

constexpr std::array errors{
    // The client's: gone, lost. The server's: it stops, the network, a session was ended.
    numbers{failure::lost, {2002, 2003, 2006, 2013, 2055, 1053, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 4031}},
    numbers{failure::constraint, {1048, 1062, 1216, 1217, 1264, 1364, 1366, 1406, 1451, 1452, 1586, 1690, 4025}},
    numbers{failure::busy, {1040, 1203, 1205, 1213, 1226, 1317, 1969}},  // connections, locks, time
    numbers{failure::full, {1021, 1114}},
    numbers{failure::read_only, {1044, 1045, 1142, 1143, 1227, 1290, 1792, 1836}},
    numbers{failure::io, {1015, 1023, 1024, 1026, 1030}},
    numbers{failure::corrupt, {1034, 1035, 1194, 1195, 1712}},
};

failure of_mariadb(unsigned number) {
  for (const auto& [kind, all] : errors) {
    if (number != 0 && std::ranges::find(all, number) != all.end()) return kind;
  }
  return failure::other;
}

/// What the database says, as far as it cannot hold values.
std::string text_of(const soci::soci_error& error) {
  auto text = error.get_error_message();
  if (const auto* mariadb = dynamic_cast<const soci::mysql_soci_error*>(&error)) {
    // It quotes values; where it is not about a statement, it quotes addresses and names.
    if (classify(error) != failure::lost) text.erase(std::min(text.find('\''), text.size()));
    return fmt::format("{} (error {})", text, mariadb->err_num_);
  }
  // PostgreSQL's details are in further lines. Why it cannot be reached is in such, too.
  if (dynamic_cast<const soci::postgresql_soci_error*>(&error)) text.erase(std::min(text.find('\n'), text.size()));
  text.erase(text.find_last_not_of('\n') + 1);
  std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text;
}

}  // namespace

failure classify(const soci::soci_error& error) {
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error)) return of_sqlite(sqlite->result());
  if (const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
    return of_postgresql(postgresql->sqlstate());
  }
  if (const auto* mariadb = dynamic_cast<const soci::mysql_soci_error*>(&error)) return of_mariadb(mariadb->err_num_);
  return failure::other;
}

std::string describe(const soci::soci_error& error) {
  return fmt::format("{}: {}", name(classify(error)), text_of(error));
}

std::string describe(const std::exception& error) {
  const auto* sql = dynamic_cast<const soci::soci_error*>(&error);
  return sql ? describe(*sql) : error.what();
}

}  // namespace webchats::store
