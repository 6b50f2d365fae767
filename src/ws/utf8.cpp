#include "ws/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/utf8.hpp"

namespace webchats::ws {
namespace {

/// Bytes at the end of `text` that begin a code point and do not finish it.
std::size_t cut_off_bytes(std::span<const char> text) noexcept {
  const std::size_t look = std::min<std::size_t>(3, text.size());
  for (std::size_t back = 1; back <= look; ++back) {
    const auto byte = static_cast<std::uint8_t>(text[text.size() - back]);
    if ((byte & 0xc0) == 0x80) continue;
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return back < length ? back : 0;
  }
  return 0;
}

}  // namespace

bool is_utf8(std::span<const char> bytes) noexcept { return base::is_utf8({bytes.data(), bytes.size()}); }

bool utf8_validator::feed(std::span<const char> piece) noexcept {
  while (missing_ != 0 && !piece.empty()) {
    if (!step(static_cast<std::uint8_t>(piece.front()))) return false;
    piece = piece.subspan(1);
  }
  const std::size_t whole = piece.size() - cut_off_bytes(piece);
  if (!is_utf8(piece.first(whole))) return false;
  return std::ranges::all_of(piece.subspan(whole), [this](char byte) { return step(static_cast<std::uint8_t>(byte)); });
}

bool utf8_validator::step(std::uint8_t byte) noexcept {
  if (missing_ != 0) {
    if (byte < low_ || byte > high_) return false;
    --missing_;
    low_ = 0x80;
    high_ = 0xbf;
    return true;
  }
  if (byte < 0x80) return true;
  if (byte < 0xc2 || byte > 0xf4) return false;
  missing_ = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
  // The first continuation byte is narrower after these leads: no overlong forms, no surrogates, nothing past U+10FFFF.
  if (byte == 0xe0) low_ = 0xa0;
  if (byte == 0xed) high_ = 0x9f;
  if (byte == 0xf0) low_ = 0x90;
  if (byte == 0xf4) high_ = 0x8f;
  return true;
}

}  // namespace webchats::ws
