#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What is known of single characters. The build makes the tables from ICU's data (`cmake/text_tables`).
namespace webchats::chat::text_tables {

/// What a character is to a search.
enum class kind : std::uint8_t {
  separator,  ///< spaces, punctuation, symbols
  word,       ///< letters and digits of scripts that part words by spaces
  single,     ///< a term by itself: Han, kana, hangul, bopomofo, Thai and its neighbours, emoji
  mark,       ///< belongs to the word it follows
};

/// Bits 0–20: the character it folds to, or the place of several in `expansions`. Bits 21–25: how many; with 0 it
/// vanishes. Bits 26–27: the kind of the character itself. Bit 28: it is a picture (an emoji).
using folding = std::uint32_t;
inline constexpr unsigned count_shift = 21;
inline constexpr unsigned kind_shift = 26;
inline constexpr folding picture = folding{1} << 28U;

inline constexpr std::size_t page_size = 256;
inline constexpr char32_t end_of_pages = 0x40000;  ///< nobody writes with what comes above

extern const std::uint16_t pages[end_of_pages / page_size];
extern const folding foldings[];
extern const char32_t expansions[];

[[nodiscard]] inline folding folding_of(char32_t point) noexcept {
  if (point >= end_of_pages) return 0;
  return foldings[pages[point / page_size] * page_size + point % page_size];
}

[[nodiscard]] inline kind kind_of(folding entry) noexcept { return static_cast<kind>((entry >> kind_shift) & 3U); }

/// Calls `visit(character)` for every character that `point` folds to.
template <class Visit>
void each_folded(char32_t point, Visit visit) {
  const folding entry = folding_of(point);
  const auto payload = entry & ((folding{1} << count_shift) - 1);
  const auto count = (entry >> count_shift) & 31U;
  if (count == 1) return visit(static_cast<char32_t>(payload));
  for (std::size_t at = 0; at < count; ++at) visit(expansions[payload + at]);
}

/// Pinyin without tones of `first_han` … `last_han`: an index into `syllables`, which is empty at 0. ü is "v".
inline constexpr char32_t first_han = 0x3400;
inline constexpr char32_t last_han = 0x9FFF;
extern const std::uint16_t pinyin[last_han - first_han + 1];
extern const std::string_view syllables[];

/// Changes when the tables do.
extern const std::string_view version;

}  // namespace webchats::chat::text_tables
