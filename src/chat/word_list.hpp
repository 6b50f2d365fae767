#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/word_repository.hpp"
#include "chat/turnstile.hpp"
#include "chat/types.hpp"
#include "chat/word_screen.hpp"

namespace webchats::chat {

/// The list of unwanted words, and what it looks like from outside.
struct listed_words {
  std::vector<filtered_word> words;  ///< by text, none twice
  std::string version;               ///< another one for every other list
};

/// Which words administrators do not want. One for the process; may be used from any loop; changes are made one after
/// the other and hold for every text from then on.
class word_list {
 public:
  /// Reads what is stored and publishes it on `screen`, which outlives this.
  word_list(word_repository& repository, word_screen& screen, const clock& time, const limits& bounds);

  /// For owner and admins, as `replace`; refuses with `forbidden`.
  [[nodiscard]] outcome<listed_words> now(const user& actor) const;

  /// Makes `words` the list. Of a word that is there twice the stricter one stays. Refuses with `forbidden`; `invalid`
  /// (too many, too long, a word without a letter or digit); `conflict` when the list is not `version` any more.
  [[nodiscard]] flow<listed_words> replace(user actor, std::vector<filtered_word> words,
                                           std::optional<std::string> version);

 private:
  word_repository& repository_;
  word_screen& screen_;
  const clock& clock_;
  const limits& limits_;
  turnstile turns_;
};

}  // namespace webchats::chat
