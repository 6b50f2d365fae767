#include "store/failure.hpp"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <string_view>

namespace webchats::store {

namespace {

std::string_view name(failure kind) {
  switch (kind) {
    case failure::busy:
      return "database locked";
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
    case failure::other:
      break;
  }
  return "database error";
}

}  // namespace

failure classify(const soci::soci_error& error) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  if (!sqlite) return failure::other;
  // Extended codes carry their primary code in the low byte.
  switch (sqlite->result() & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
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

std::string describe(const soci::soci_error& error) {
  return fmt::format("{}: {}", name(classify(error)), error.get_error_message());
}

}  // namespace webchats::store
