#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "store/dialect.hpp"

namespace webchats::store {

/// A database server and who we are there.
struct server_address {
  std::string host;        ///< name or address; empty = `socket`
  std::string socket;      ///< PostgreSQL: the directory of its socket; MariaDB: the socket
  std::uint16_t port = 0;  ///< 0 = the usual one
  std::string name;        ///< of the database, which exists
  std::string user;        ///< empty = whoever runs this program
  std::string password;
  std::map<std::string, std::string> options;  ///< of its TLS, as `parse_database_url` lets through
};

/// Where the data is, how it may grow, and how long to wait for it.
struct database {
  dialect kind = dialect::sqlite;
  std::filesystem::path file{};                   ///< of SQLite
  std::chrono::milliseconds busy_timeout{2'000};  ///< patience with others that hold a lock
  std::int64_t most_bytes = 0;                    ///< SQLite: size at which writes fail as on a full disk; 0 = no bound
  server_address server{};                        ///< of the other two
};

/// Reads `sqlite`, or
///   postgresql://user:password@host:port/name      postgresql:///name?host=/socket/directory
///   mysql://user:password@host:port/name           mysql://user@/name?socket=/path/of/socket
/// `mariadb:` is `mysql:`. PostgreSQL takes sslmode, sslrootcert, sslcert and sslkey besides; MariaDB sslca, sslcert
/// and sslkey. Parts are percent-encoded. Throws std::invalid_argument; neither what it says nor `describe` tell a
/// password.
[[nodiscard]] database parse_database_url(std::string_view url);

/// The database for people: the file, or the URL with `***` for a password.
[[nodiscard]] std::string describe(const database& where);

}  // namespace webchats::store
