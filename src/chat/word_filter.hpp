#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chat/word_automaton.hpp"

namespace webchats::chat {

/// What becomes of a message in which a word was found; the last one is the strictest.
enum class word_action : std::uint8_t {
  report,  ///< it is sent, and moderators hear of it
  mask,    ///< it is sent with ＊ in place of the word
  block,   ///< it is refused
};

/// A word that is not wanted.
struct filtered_word {
  std::string text;
  word_action action = word_action::block;
  friend bool operator==(const filtered_word&, const filtered_word&) = default;
};

/// A word in a text: bytes `begin` to `end` of the original.
struct word_match {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t word = 0;  ///< its place in the list
  friend auto operator<=>(const word_match&, const word_match&) = default;
};

/// What a filter says of a text.
struct screened_text {
  enum class verdict : std::uint8_t { clean, flagged, masked, blocked };
  verdict says = verdict::clean;
  bool flagged = false;             ///< moderators should see it, whatever else happens
  std::string text;                 ///< with the masked words replaced
  std::vector<word_match> matches;  ///< in the original
};

/// Finds unwanted words however they are dressed up: in other widths, cases and scripts of the same letters
/// (`letter_folding`), with separators or invisible characters between the letters, with letters repeated.
///
/// A word with a letter of a script without spaces (敏感词) is found anywhere. Any other word is found as a word, never
/// in a longer one (no hit in "Scunthorpe"), also with digits and symbols for letters (sh1t). White space between the
/// letters of such a word hides it only when it stands between all of them (f u c k), and so does 。 or ， for the
/// others. One doubled letter makes another word (god, good); more are stretching.
///
/// Linear in the text and independent of the number of words. Immutable; any thread.
class word_filter {
 public:
  static constexpr std::size_t most_words = 20'000;
  static constexpr std::size_t longest_word = 64;  ///< code points

  /// Words without a letter or digit, and those beyond the bounds, are never found.
  explicit word_filter(std::vector<filtered_word> words);

  /// Whether a word could be found at all.
  [[nodiscard]] static bool findable(std::string_view word);

  /// Every hit, by place. `text` is valid UTF-8; what is not is passed over.
  [[nodiscard]] std::vector<word_match> find(std::string_view text) const;

  /// Judges a text by all hits.
  [[nodiscard]] screened_text screen(std::string_view text) const;

  [[nodiscard]] const std::vector<filtered_word>& words() const noexcept { return words_; }

 private:
  struct pattern {
    std::vector<std::uint16_t> runs;  ///< how often each letter stands in a row
    bool bounded = false;             ///< a word between other words
    bool letters = false;             ///< … of nothing but letters
  };
  struct stream;
  struct stream_letter;

  void search(const stream& letters, const word_automaton& automaton, std::vector<word_match>& found) const;
  [[nodiscard]] bool fits(std::span<const stream_letter> text, std::size_t first, std::size_t last,
                          const pattern& word) const;

  std::vector<filtered_word> words_;
  std::vector<pattern> patterns_;
  word_automaton plain_;     ///< words as they are
  word_automaton disguise_;  ///< words of nothing but letters, for which digits and symbols may stand
};

}  // namespace webchats::chat
