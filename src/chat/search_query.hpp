#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chat/ids.hpp"
#include "chat/types.hpp"

/// What people type into a search. Pure.
///
///     张三 "exact phrase" -without in:room from:name|me has:image|file|link|reaction before:2026-01-31
///     after:2026-01-01 mentions:me
///
/// The names of the filters are understood in Chinese too (在 来自 包含 之前 之后 提到), with either colon. What is no
/// filter is text; nothing is ever refused.
namespace webchats::chat {

enum class ending {
  whole,   ///< the last term is a whole word
  prefix,  ///< the last term is the beginning of a word: it may still be typed
};

/// Terms that follow one another; at least one.
struct search_phrase {
  std::vector<std::string> terms;
  ending last = ending::whole;
  friend bool operator==(const search_phrase&, const search_phrase&) = default;
};

/// What a message may hold besides its text.
enum class search_mark : std::uint8_t { image, file, link, reaction };

/// Whoever searches.
struct myself {
  friend bool operator==(const myself&, const myself&) = default;
};

/// A filter by people or rooms: by name, or by what needs no name. Several of a kind are alternatives.
using author_filter = std::variant<std::string, myself>;
using room_filter = std::variant<std::string, room_id>;

struct search_query {
  std::vector<search_phrase> wanted;  ///< all of them
  std::vector<search_phrase> unwanted;
  std::vector<author_filter> authors;
  std::vector<room_filter> rooms;
  std::vector<search_mark> marks;  ///< all of them
  std::optional<instant> since;    ///< inclusive
  std::optional<instant> until;    ///< exclusive
  bool mentions_me = false;

  /// Nothing is wanted: there is nothing to find.
  [[nodiscard]] bool empty() const noexcept {
    return wanted.empty() && authors.empty() && rooms.empty() && marks.empty() && !since && !until && !mentions_me;
  }
  friend bool operator==(const search_query&, const search_query&) = default;
};

/// What is beyond is ignored.
struct search_bounds {
  std::size_t bytes = 2'048;
  std::size_t terms = 48;   ///< of all phrases together
  std::size_t filters = 8;  ///< of one kind
};

/// Reads `text`; `east_of_utc` is how the typist's days lie.
[[nodiscard]] search_query parse_query(std::string_view text, std::chrono::minutes east_of_utc = {},
                                       const search_bounds& bounds = {});

}  // namespace webchats::chat
