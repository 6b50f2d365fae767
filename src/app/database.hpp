#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "app/config.hpp"
#include "store/database.hpp"

namespace webchats::app {

/// The database that the settings name: SQLite's file lies in the data directory. Throws config_error.
[[nodiscard]] store::database database_of(const config& settings);

/// Why `where` cannot be used, and what to do about it: for people, without secrets.
[[nodiscard]] std::string trouble_with(const store::database& where, const std::exception& error);

/// The server of the original that `--from` names: MySQL or MariaDB. A `password` goes before one in the URL. Throws
/// config_error.
[[nodiscard]] store::database original_database(const std::string& url, const std::string& password);

/// What to do about a server of the original that cannot be read, as `said` tells: a sentence for people.
[[nodiscard]] std::string_view help_for_original(std::string_view said);

}  // namespace webchats::app
