#pragma once

#include <cstdint>

#include "chat/text_tables.hpp"

namespace webchats::chat {

/// What a character is when words are looked for that somebody tries to hide.
enum class letter_kind : std::uint8_t {
  ignored,   ///< has no width, or only marks its neighbour: as if it were not there
  weak,      ///< a symbol put between letters: * - _ . ~
  space,     ///< white space
  stop,      ///< ends a phrase: 。，；! ?
  digit,     ///< 0 to 9, in any form
  spaced,    ///< a letter of a script that puts spaces between words
  unspaced,  ///< a letter of a script that does not, or that joins words: Han, kana, Hangul, Thai …
};

/// A character as it is compared.
struct letter {
  char32_t value = 0;
  letter_kind kind = letter_kind::weak;
  friend bool operator==(const letter&, const letter&) = default;
};

/// What a character is that was folded.
[[nodiscard]] letter_kind kind_of_letter(char32_t folded) noexcept;

/// Calls `visit(letter)` for what people read `point` as, but for what is ignored: usually one letter. It is the same
/// for full and half width, upper and lower case, compatibility forms (𝕗, ㈱), letters with and without accents,
/// traditional and simplified Han, as a search finds them (`text_tables`).
template <class Visit>
void each_letter(char32_t point, Visit visit) {
  text_tables::each_folded(point, [&](char32_t folded) {
    const auto kind = kind_of_letter(folded);
    if (kind != letter_kind::ignored) visit(letter{folded, kind});
  });
}

}  // namespace webchats::chat
