#pragma once

#include <soci/soci.h>

#include <string>

namespace webchats::store {

/// What went wrong in the database, by what can be done about it.
enum class failure {
  busy,        ///< locked by another process
  full,        ///< disk or the configured bound is full
  read_only,   ///< the file or its directory cannot be written
  io,          ///< reading or writing failed
  corrupt,     ///< not a database, or damaged
  constraint,  ///< a statement broke a rule of the schema; the transaction goes on
  other,
};

/// Sorts an error of SOCI's SQLite backend by SQLite's result code (sqlite.org/rescode.html).
[[nodiscard]] failure classify(const soci::soci_error& error);

/// One line for the log: the kind and SQLite's text, without the statement's values, which may be secrets.
[[nodiscard]] std::string describe(const soci::soci_error& error);

}  // namespace webchats::store
