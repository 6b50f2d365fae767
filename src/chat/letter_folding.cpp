#include "chat/letter_folding.hpp"

#include <string_view>

namespace webchats::chat {

namespace {

/// White space that folding leaves as it is; the rest becomes U+0020.
bool is_space(char32_t folded) {
  constexpr std::u32string_view spaces = U" \t\n\v\f\r\u0085\u1680\u2028\u2029";
  return spaces.contains(folded);
}

bool is_control(char32_t folded) { return folded < 0x20 || (folded >= 0x7F && folded < 0xA0); }

}  // namespace

letter_kind kind_of_letter(char32_t folded) noexcept {
  constexpr std::u32string_view stops = U",;!?。，、；！？…";
  if (folded >= U'0' && folded <= U'9') return letter_kind::digit;
  const auto entry = text_tables::folding_of(folded);
  switch (text_tables::kind_of(entry)) {
    case text_tables::kind::word:
      return letter_kind::spaced;
    case text_tables::kind::single:
      return (entry & text_tables::picture) != 0 ? letter_kind::weak : letter_kind::unspaced;
    case text_tables::kind::mark:
      return letter_kind::ignored;
    case text_tables::kind::separator:
      break;
  }
  if (stops.contains(folded)) return letter_kind::stop;
  if (is_space(folded)) return letter_kind::space;
  return is_control(folded) ? letter_kind::ignored : letter_kind::weak;
}

}  // namespace webchats::chat
