#include "engineio/v3_text.hpp"

#include <simdjson.h>

#include <algorithm>

namespace webchats::engineio {
namespace {

std::uint8_t byte_of(char c) noexcept { return static_cast<std::uint8_t>(c); }

/// The code point at the front of valid UTF-8, which is taken off. Other bytes give some code point.
char32_t take_code_point(std::string_view& text) noexcept {
  const std::uint8_t lead = byte_of(text[0]);
  const std::size_t length = std::min<std::size_t>(lead < 0x80   ? 1
                                                   : lead < 0xE0 ? 2
                                                   : lead < 0xF0 ? 3
                                                                 : 4,
                                                   text.size());
  char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) point = point << 6 | (byte_of(text[i]) & 0x3FU);
  text.remove_prefix(length);
  return point;
}

void append_escape(std::string& out, char32_t unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 15];
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::none_of(text, [](char c) { return byte_of(c) >= 0x80; });
}

utf8_layers layers_of(std::string_view payload) {
  if (is_ascii(payload)) return utf8_layers::unknown;
  // U+0080 to U+00FF is C2 or C3 with one byte behind it.
  for (std::size_t i = 0; i < payload.size(); ++i) {
    if (byte_of(payload[i]) < 0x80) continue;
    if (byte_of(payload[i]) > 0xC3) return utf8_layers::once;
    ++i;
  }
  std::string bytes;
  undo_outer_layer(payload, bytes);
  return simdjson::validate_utf8(bytes.data(), bytes.size()) ? utf8_layers::twice : utf8_layers::once;
}

void undo_outer_layer(std::string_view text, std::string& out) {
  out.clear();
  out.reserve(text.size());
  while (!text.empty()) out += static_cast<char>(take_code_point(text));
}

std::string escape_json_text(std::string_view text) {
  const std::size_t first = std::min(text.find('"'), text.size());
  std::string out(text.substr(0, first));
  out.reserve(text.size() * 2);
  text.remove_prefix(first);
  while (!text.empty()) {
    const char32_t point = take_code_point(text);
    if (point < 0x80) {
      out += static_cast<char>(point);
    } else if (point < 0x1'0000) {
      append_escape(out, point);
    } else {
      append_escape(out, 0xD800 + ((point - 0x1'0000) >> 10));
      append_escape(out, 0xDC00 + ((point - 0x1'0000) & 0x3FF));
    }
  }
  return out;
}

}  // namespace webchats::engineio
