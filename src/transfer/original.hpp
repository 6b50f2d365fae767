#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <variant>

#include "store/database.hpp"
#include "transfer/failure.hpp"
#include "transfer/place.hpp"
#include "transfer/progress.hpp"

namespace webchats::transfer {

/// What there is of a server of the original.
struct original_source {
  std::variant<std::filesystem::path, store::database> tables;  ///< a dump, or the MySQL or MariaDB server they are in
  std::filesystem::path images;  ///< its storage/app/public, or a part of it; empty: none
  std::chrono::hours shift{0};   ///< is added to every time
};

/// The server with the original's database cannot be read.
class original_unreadable : public failure {
  using failure::failure;
};

struct original_report {
  std::uint64_t people = 0;
  std::uint64_t messages = 0;
  std::uint64_t pictures = 0;
  std::uint64_t missing_pictures = 0;  ///< neither found nor readable: their address is the text
  std::uint64_t without_password = 0;  ///< people whose hash is no bcrypt: they need a code
  std::uint64_t unknown_authors = 0;   ///< who wrote and is no user any more
  std::uint64_t foreign_messages = 0;  ///< left out: in a room that the original has not
};

/// Brings people, messages and unread counts of the original into an empty place: all of it or nothing. Passwords,
/// ids and both rooms stay. Blocks. Throws failure, soci::soci_error, std::system_error.
original_report import_original(const place& to, const original_source& from, const progress& told);

}  // namespace webchats::transfer
