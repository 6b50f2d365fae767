#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

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

/// Makes one of all characters that people read as the same: full and half width, upper and lower case, compatibility
/// forms (𝕗, ㈱), Latin letters with and without marks, traditional and simplified Han. Immutable; any thread.
class letter_folding {
 public:
  /// What one character becomes.
  using rule = std::u32string (*)(char32_t point);

  /// Asks `fold` once for every character of the first two planes; all others stay what they are.
  explicit letter_folding(rule fold);

  /// The one with ICU's NFKC_Casefold and Hant-Hans. Made at the first call, which takes some ten milliseconds.
  [[nodiscard]] static const letter_folding& standard();

  /// What `point` becomes: usually one letter. The answer lives in `place` or in this object.
  [[nodiscard]] std::span<const letter> operator()(char32_t point, letter& place) const noexcept {
    const auto packed = point < table_.size() ? table_[point] : unknown(point);
    if (packed & several) return {&pool_[packed & value_mask], (packed >> kind_shift) & 0x7FU};
    place = {packed & value_mask, static_cast<letter_kind>(packed >> kind_shift)};
    return {&place, 1};
  }

 private:
  static constexpr std::uint32_t several = 0x8000'0000;
  static constexpr std::uint32_t value_mask = 0x1F'FFFF;
  static constexpr unsigned kind_shift = 21;

  [[nodiscard]] static std::uint32_t unknown(char32_t point) noexcept;

  std::vector<std::uint32_t> table_;  ///< a letter, or the number and place of several in the pool
  std::vector<letter> pool_;
};

}  // namespace webchats::chat
