#include "app/terminal.hpp"

#include <cstdlib>

namespace webchats::app {
namespace {

/// The blocks of East Asian Wide and Fullwidth characters that texts of ours use (Unicode, UAX 11).
bool is_wide(char32_t point) noexcept {
  return (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
         (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
         (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
         (point >= 0x20000 && point <= 0x3FFFD);
}

/// How many bytes a character has whose first is `first`; what is no first byte counts as one.
std::size_t size_of(unsigned char first) noexcept {
  if (first < 0xC0) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

}  // namespace

language terminal_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("zh") ? language::zh : language::en;
  }
  return language::en;
}

std::size_t display_width(std::string_view text) noexcept {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t size = size_of(first);
    char32_t point = size == 1 ? first : first & (0x7Fu >> size);
    for (std::size_t i = 1; i < size && i < text.size(); ++i) {
      point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    }
    width += is_wide(point) ? 2 : 1;
    text.remove_prefix(size < text.size() ? size : text.size());
  }
  return width;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

}  // namespace webchats::app
