#include "store/database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace webchats::store {

namespace {

constexpr std::array<std::string_view, 4> postgresql_options{"sslmode", "sslrootcert", "sslcert", "sslkey"};
constexpr std::array<std::string_view, 3> mariadb_options{"sslca", "sslcert", "sslkey"};

std::span<const std::string_view> options_of(dialect kind) {
  if (kind == dialect::postgresql) return postgresql_options;
  return mariadb_options;
}

dialect kind_of(std::string_view scheme) {
  if (scheme == "postgresql" || scheme == "postgres") return dialect::postgresql;
  if (scheme == "mysql" || scheme == "mariadb") return dialect::mariadb;
  throw std::invalid_argument("sqlite, postgresql://… or mysql://…");
}

void set_option(database& where, const std::string& name, std::string value) {
  const auto* const socket = where.kind == dialect::postgresql ? "host" : "socket";
  if (name == socket) {
    where.server.socket = std::move(value);
  } else if (std::ranges::find(options_of(where.kind), name) != options_of(where.kind).end()) {
    where.server.options[name] = std::move(value);
  } else {
    throw std::invalid_argument(
        fmt::format("no option but {} and {}", socket, fmt::join(options_of(where.kind), ", ")));
  }
}

}  // namespace

database parse_database_url(std::string_view url) {
  database where;
  if (url == "sqlite") return where;
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed) throw std::invalid_argument("a URL, with special characters of the password percent-encoded");
  where.kind = kind_of(std::string_view(parsed->scheme()));
  auto& server = where.server;
  server.host = parsed->host_address();
  if (parsed->has_port()) server.port = parsed->port_number();
  server.user = parsed->user();
  server.password = parsed->password();
  const auto segments = parsed->segments();
  if (segments.size() == 1) server.name = *segments.begin();
  if (server.name.empty()) throw std::invalid_argument("the name of the database after the host: …//host/name");
  for (const auto& each : parsed->params()) set_option(where, each.key, each.value);
  if (server.host.empty() == server.socket.empty()) {
    throw std::invalid_argument(
        "a host, or a socket at the end: ?host=/directory (PostgreSQL), ?socket=/file (MariaDB)");
  }
  return where;
}

std::string describe(const database& where) {
  if (where.kind == dialect::sqlite) return where.file.string();
  const auto& server = where.server;
  return fmt::format("{}://{}{}{}{}{}/{}{}", where.kind == dialect::postgresql ? "postgresql" : "mysql", server.user,
                     server.password.empty() ? "" : ":***", server.user.empty() ? "" : "@",
                     server.host.contains(':') ? '[' + server.host + ']' : server.host,
                     server.port == 0 ? "" : fmt::format(":{}", server.port), server.name,
                     server.socket.empty()
                         ? ""
                         : fmt::format("?{}={}", where.kind == dialect::postgresql ? "host" : "socket", server.socket));
}

}  // namespace webchats::store
