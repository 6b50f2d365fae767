#include "app/database.hpp"

#include <stdexcept>

namespace webchats::app {

store::database database_of(const config& settings) {
  try {
    auto where = store::parse_database_url(settings.database_url);
    where.file = settings.data / "webchats.db";
    if (!settings.database_password.empty()) where.server.password = settings.database_password;
    return where;
  } catch (const std::invalid_argument& wanted) {
    // The URL itself is not shown: it may hold a password.
    throw config_error("database.url is not usable; wanted: " + std::string(wanted.what()));
  }
}

}  // namespace webchats::app
