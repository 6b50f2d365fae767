#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What a text is to a search. Pure.
///
/// A text is a row of terms: a word, or one character of a script that does not part words by spaces (Han, kana,
/// hangul, Thai …). A search for a phrase of terms therefore finds any substring of Chinese and any run of whole words.
/// Terms are folded: full width, case, accents and traditional characters make no difference.
namespace webchats::chat {

/// A term and the bytes of the text it stands for.
struct term {
  std::string folded;
  std::size_t from = 0;
  std::size_t to = 0;
  friend bool operator==(const term&, const term&) = default;
};

/// The term that stands before what follows an "@". No text makes it in another way.
inline constexpr std::string_view at_term = "§at";

/// Longer words are cut, for texts and queries alike; code points.
inline constexpr std::size_t longest_term = 40;

/// The terms of `text`, at most `most`. What is not UTF-8 ends it.
[[nodiscard]] std::vector<term> terms_of(std::string_view text, std::size_t most);

/// Appends the terms to `out`, each with a space before it. Terms hold neither spaces nor ASCII but a–z and 0–9.
void append_terms(std::string& out, std::string_view text);

/// A name as names are compared: its terms without anything between them.
[[nodiscard]] std::string folded_name(std::string_view name);

/// Whether the term is a word, of which a part may be searched for.
[[nodiscard]] bool is_word(std::string_view folded);

/// Whether a link is in the text: what begins with http://, https:// or www.
[[nodiscard]] bool has_link(std::string_view text);

/// Changes whenever the same text might give other terms: an index made with another version must be made again.
[[nodiscard]] std::string terms_version();

}  // namespace webchats::chat
