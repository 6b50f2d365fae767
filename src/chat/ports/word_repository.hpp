#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"
#include "chat/word_filter.hpp"

namespace webchats::chat {

/// What is to be different in the list of unwanted words.
struct word_changes {
  std::vector<filtered_word> put;    ///< new ones, and those with another action
  std::vector<std::string> removed;  ///< in the list before
  std::size_t total = 0;             ///< words of the list afterwards
};

/// The unwanted words as they are stored.
class word_repository {
 public:
  virtual ~word_repository() = default;
  /// All of them, by their text. Reads on the calling thread: for the start.
  [[nodiscard]] virtual std::vector<filtered_word> load() = 0;
  /// Stores the changes, with their line in the audit log. Refuses with `forbidden`.
  [[nodiscard]] virtual flow<void> change(user_id actor, word_changes changes, instant now) = 0;
};

}  // namespace webchats::chat
