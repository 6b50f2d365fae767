#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/search_repository.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/search_highlight.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// What a person asks for.
struct search_request {
  std::string text;  ///< as `parse_query` reads it
  std::optional<room_id> room{};
  std::optional<message_id> before{};  ///< `search_page::next` of the page before
  std::size_t limit = 20;
  std::chrono::minutes east_of_utc{0};  ///< where the person's days begin
};

struct search_hit {
  chat::message message;
  std::vector<text_range> highlights;  ///< bytes of `message.text`
};

/// Newest first.
struct search_page {
  std::vector<search_hit> hits;
  bool more = false;
  [[nodiscard]] std::optional<message_id> next() const {
    return more && !hits.empty() ? std::optional(hits.back().message.id) : std::nullopt;
  }
};

/// Finding messages and people. One for the process; may be used from any loop.
class search {
 public:
  search(search_repository& repository, const clock& time, const limits& bounds);

  /// Messages of the asker's rooms. A text that says nothing finds nothing. Refuses with `invalid`, `forbidden`,
  /// `not_found`, `rate_limited`, `unavailable`.
  [[nodiscard]] flow<search_page> messages(user_id asker, search_request asked);

  /// People by name, pinyin or initials, the best first. Refuses with `invalid`, `rate_limited`, `unavailable`.
  [[nodiscard]] flow<std::vector<user>> people(user_id asker, std::string text, std::size_t limit);

 private:
  search_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> searches_;
};

}  // namespace webchats::chat
