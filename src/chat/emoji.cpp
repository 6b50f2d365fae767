#include "chat/emoji.hpp"

#include <unicode/ubrk.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t longest = 32;  // bytes

struct range {
  char32_t first;
  char32_t last;
};

/// Blocks whose characters are pictures (Unicode TR #51, emoji and what they grew out of).
constexpr std::array pictures{
    range{0x00A9, 0x00A9}, range{0x00AE, 0x00AE},  range{0x203C, 0x203C}, range{0x2049, 0x2049}, range{0x2122, 0x2122},
    range{0x2139, 0x2139}, range{0x2190, 0x21FF},  range{0x2300, 0x23FF}, range{0x24C2, 0x24C2}, range{0x25A0, 0x27BF},
    range{0x2900, 0x297F}, range{0x2B00, 0x2BFF},  range{0x3030, 0x3030}, range{0x303D, 0x303D}, range{0x3297, 0x3297},
    range{0x3299, 0x3299}, range{0x1F000, 0x1FAFF}};
/// What joins or changes pictures: variation selector, zero-width joiner, keycap, the tags of flags.
constexpr std::array joints{range{0xFE0F, 0xFE0F}, range{0x200D, 0x200D}, range{0x20E3, 0x20E3},
                            range{0xE0020, 0xE007F}};

template <std::size_t Count>
bool within(const std::array<range, Count>& ranges, char32_t point) noexcept {
  return std::ranges::any_of(ranges, [point](const range& each) { return point >= each.first && point <= each.last; });
}

bool is_keycap_base(char32_t point) noexcept { return (point >= '0' && point <= '9') || point == '#' || point == '*'; }

struct closer {
  void operator()(UBreakIterator* breaks) const noexcept { ubrk_close(breaks); }
};

/// Whether `text` is one grapheme cluster (UAX #29). False without ICU's rules.
bool is_drawn_as_one(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto wide = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  const std::unique_ptr<UBreakIterator, closer> breaks(
      ubrk_open(UBRK_CHARACTER, "", wide.getBuffer(), wide.length(), &error));
  return U_SUCCESS(error) && ubrk_next(breaks.get()) == wide.length();
}

}  // namespace

std::optional<invalid> check_emoji(std::string_view text) {
  if (text.empty()) return invalid{field::emoji, rule::required};
  if (text.size() > longest) return invalid{field::emoji, rule::too_long, longest};
  bool shown = false;
  bool base = false;
  for (std::size_t at = 0; at < text.size();) {
    const bool first = at == 0;
    const auto point = next_code_point(text, at);
    if (!point) return invalid{field::emoji, rule::encoding};
    if (first && is_keycap_base(*point)) {
      base = true;
    } else if (within(pictures, *point)) {
      shown = true;
    } else if (within(joints, *point)) {
      // Only a keycap makes a digit a picture.
      if (base && *point == 0x20E3) shown = true;
    } else {
      return invalid{field::emoji, rule::format};
    }
  }
  if (!shown || !is_drawn_as_one(text)) return invalid{field::emoji, rule::format};
  return std::nullopt;
}

}  // namespace webchats::chat
