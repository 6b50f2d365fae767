#include "app/database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "store/failure.hpp"

namespace webchats::app {

namespace {

/// What a server or its client says, and what helps.
struct remedy {
  std::string_view sign;
  std::string_view help;
};

constexpr std::array remedies{
    remedy{"assword authentication failed", "Check the user in database.url and the password (database.password_file)"},
    remedy{"no password supplied", "Set database.password_file, or WEBCHATS_DATABASE_PASSWORD"},
    remedy{"(error 1045)", "Check the user in database.url and the password (database.password_file)"},
    remedy{"(error 1698)", "Check the user in database.url and the password (database.password_file)"},
    remedy{"role \"", "Create that user, or name another in database.url"},
    remedy{"FATAL:  database \"", "Create the database: create database <name> encoding 'UTF8'"},
    remedy{"(error 1049)", "Create the database: create database <name>"},
    remedy{"(error 1044)", "Grant its user all rights on the database: grant all on <name>.* to <user>"},
    remedy{"ermission denied", "Its user must be allowed to create tables: make it the owner of the database"},
    remedy{"another server process", "Stop the other one, or give this one a database of its own"},
    remedy{"too old", "Upgrade the database server"},
    remedy{"is not MariaDB", "Use MariaDB, PostgreSQL or SQLite"},
    remedy{"encoding", "Create another database: create database <name> encoding 'UTF8' template template0"},
    remedy{"newer version", "Start that version of webchats, or restore a backup"},
    remedy{"annot establish connection", "Is it running, and are host and port in database.url right?"},
    remedy{"(error 2002)", "Is it running, and are host and port in database.url right?"},
    remedy{"(error 2003)", "Is it running, and are host and port in database.url right?"},
    remedy{"(error 2005)", "Is it running, and are host and port in database.url right?"},
};

/// The same for the server of the original, which is only read.
constexpr std::array original_remedies{
    remedy{"(error 1045)", "Check the user in --from and the password (WEBCHATS_ORIGINAL_PASSWORD)"},
    remedy{"(error 1698)", "Check the user in --from and the password (WEBCHATS_ORIGINAL_PASSWORD)"},
    remedy{"(error 1044)", "Let its user read the database: grant select on <name>.* to <user>"},
    remedy{"(error 1142)", "Let its user read the database: grant select on <name>.* to <user>"},
    remedy{"(error 1049)", "Check the name of the database at the end of --from"},
    remedy{"(error 1130)", "Let its user connect from this machine: create user <user>@<address>"},
    remedy{"(error 2002)", "Is it running, and are host and port in --from right?"},
    remedy{"(error 2003)", "Is it running, and are host and port in --from right?"},
    remedy{"(error 2005)", "Is it running, and are host and port in --from right?"},
};

std::string_view help_for(const store::database& where, std::string_view said) {
  if (where.kind == store::dialect::sqlite) {
    return "Restore the file from a backup, or start with another directory (--data)";
  }
  const auto* const found = std::ranges::find_if(remedies, [&](const remedy& one) { return said.contains(one.sign); });
  return found != remedies.end() ? found->help : "Its place and its user are in database.url";
}

}  // namespace

std::string trouble_with(const store::database& where, const std::exception& error) {
  auto said = store::describe(error);
  said.erase(said.find_last_not_of(". ") + 1);
  const auto help = help_for(where, said);
  return fmt::format("webchats can't use {}: {}. {}{}", store::describe(where), said, help,
                     help.ends_with('?') ? "" : ".");
}

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

store::database original_database(const std::string& url, const std::string& password) {
  constexpr std::string_view wanted = "mysql://user@host:port/name";
  try {
    auto where = store::parse_database_url(url);
    if (where.kind != store::dialect::mariadb) throw std::invalid_argument(std::string(wanted));
    if (!password.empty()) where.server.password = password;
    return where;
  } catch (const std::invalid_argument& said) {
    throw config_error("--from is not usable; wanted: " + std::string(said.what()));
  }
}

std::string_view help_for_original(std::string_view said) {
  const auto* const found =
      std::ranges::find_if(original_remedies, [&](const remedy& one) { return said.contains(one.sign); });
  return found != original_remedies.end() ? found->help : "Make a dump with mysqldump, and give it with --dump";
}

}  // namespace webchats::app
