#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>
#include <boost/json/object.hpp>

#include "chat/types.hpp"
#include "transfer/original_rows.hpp"
#include "transfer/table_row.hpp"

/// What is known of the original before its messages are read: who is there, and how far they have read.
namespace webchats::transfer {

/// Its rooms have the numbers 1 and 2; the place of a number is one below.
inline constexpr std::size_t original_rooms = 2;

struct original_person {
  std::int64_t id = 0;
  std::string email;
  std::string name;
  std::string password;  ///< bcrypt, or empty
  std::string avatar;
  std::string avatar_file{};  ///< set when the avatar is stored here
  chat::instant created;
  chat::instant updated;
};

struct original_census {
  std::vector<original_person> people;
  std::set<std::int64_t> authors;                                        ///< of messages
  std::array<std::int64_t, original_rooms> messages{};                   ///< in each room
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> unread;  ///< by user and room
  std::int64_t foreign_messages = 0;
};

/// "2020-03-01 12:30:00", or a time that is none, as `otherwise`.
[[nodiscard]] chat::instant original_time(const std::optional<std::string>& text, std::chrono::hours shift,
                                          chat::instant otherwise);

/// The place of a room of the original; nothing for another one.
[[nodiscard]] std::optional<std::size_t> original_room(const table_row& row);

/// Reads everything once. `shift` is added to times, `now` is for people without. Throws failure.
[[nodiscard]] original_census count_original(original_rows& from, std::chrono::hours shift, chat::instant now);

/// The line of a person.
[[nodiscard]] boost::json::object line_of(const original_person& who);
/// The line of somebody who wrote and is no user any more.
[[nodiscard]] boost::json::object line_of_unknown(std::int64_t id, chat::instant now);

}  // namespace webchats::transfer
