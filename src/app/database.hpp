#pragma once

#include <exception>
#include <string>

#include "app/config.hpp"
#include "store/database.hpp"

namespace webchats::app {

/// The database that the settings name: SQLite's file lies in the data directory. Throws config_error.
[[nodiscard]] store::database database_of(const config& settings);

/// Why `where` cannot be used, and what to do about it: for people, without secrets.
[[nodiscard]] std::string trouble_with(const store::database& where, const std::exception& error);

}  // namespace webchats::app
