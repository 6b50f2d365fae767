#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/search_query.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// What to find for whom.
struct message_search {
  user_id reader;
  search_query query;
  std::optional<room_id> room{};       ///< only there
  std::optional<message_id> before{};  ///< only older ones
  std::size_t limit = 20;
  std::chrono::milliseconds patience{500};  ///< how long the look-up may take; at least 1
};

/// Newest first.
struct found_messages {
  std::vector<message> messages;
  bool more = false;
};

/// Finds what is stored. Every flow may refuse with `unavailable`.
class search_repository {
 public:
  virtual ~search_repository() = default;
  /// Messages of rooms the reader is a member of, as they are now. Refuses like `message_repository::history` when
  /// `room` is none of those, and with `unavailable` when it takes longer than `patience`.
  [[nodiscard]] virtual flow<found_messages> find_messages(message_search wanted) = 0;
  /// People whose name `typed` fits as `match` tells, the best first.
  [[nodiscard]] virtual flow<std::vector<user>> find_people(std::string typed, std::size_t limit) = 0;
};

}  // namespace webchats::chat
