#pragma once

#include <soci/soci.h>

#include <exception>
#include <string>

namespace webchats::store {

/// What went wrong in the database, by what can be done about it.
enum class failure {
  busy,        ///< locked by others, or too slow
  full,        ///< disk or the configured bound is full
  read_only,   ///< it cannot be written: the file, its directory, the server, our rights
  io,          ///< reading or writing failed
  corrupt,     ///< not a database, or damaged
  constraint,  ///< a statement broke a rule of the schema, or a value does not fit; the next transaction goes on
  lost,        ///< the connection is gone; whether a commit that it took with it is stored is unknown
  other,
};

/// Sorts an error by SQLite's result code (sqlite.org/rescode.html), PostgreSQL's SQLSTATE (appendix A of its manual)
/// or MariaDB's error number.
[[nodiscard]] failure classify(const soci::soci_error& error);

/// One line for the log: the kind and the database's text, without the statement's values, which may be secrets.
[[nodiscard]] std::string describe(const soci::soci_error& error);
/// The same of any exception.
[[nodiscard]] std::string describe(const std::exception& error);

}  // namespace webchats::store
