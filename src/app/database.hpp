#pragma once

#include "app/config.hpp"
#include "store/database.hpp"

namespace webchats::app {

/// The database that the settings name: SQLite's file lies in the data directory. Throws config_error.
[[nodiscard]] store::database database_of(const config& settings);

}  // namespace webchats::app
