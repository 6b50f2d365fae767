#include "engineio/base64.hpp"

#include <array>
#include <cstdint>

namespace webchats::engineio {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> digits = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

std::uint32_t octet(char c) noexcept { return static_cast<unsigned char>(c); }

std::string_view without_padding(std::string_view text) noexcept {
  if (text.size() % 4 != 0 || !text.ends_with('=')) return text;
  text.remove_suffix(text.ends_with("==") ? 2 : 1);
  return text;
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  const std::size_t start = out.size();
  out.resize(start + base64_size(bytes.size()));
  char* to = out.data() + start;
  while (bytes.size() >= 3) {
    const std::uint32_t group = octet(bytes[0]) << 16 | octet(bytes[1]) << 8 | octet(bytes[2]);
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[group >> 12 & 63];
    *to++ = alphabet[group >> 6 & 63];
    *to++ = alphabet[group & 63];
    bytes.remove_prefix(3);
  }
  if (bytes.empty()) return;
  const std::uint32_t group = octet(bytes[0]) << 16 | (bytes.size() == 2 ? octet(bytes[1]) << 8 : 0);
  *to++ = alphabet[group >> 18];
  *to++ = alphabet[group >> 12 & 63];
  *to++ = bytes.size() == 2 ? alphabet[group >> 6 & 63] : '=';
  *to = '=';
}

base64_result decode_base64(std::string_view text, std::string& out) {
  text = without_padding(text);
  const std::size_t rest = text.size() % 4;
  if (rest == 1) return base64_result::malformed;
  out.clear();
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  std::uint8_t seen = 0;  // any bit above the six of a digit: not a digit
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t value = digits[static_cast<unsigned char>(text[i])];
    seen |= value;
    group = group << 6 | (value & 63U);
    if (i % 4 == 3) {
      out.push_back(static_cast<char>(group >> 16 & 0xFF));
      out.push_back(static_cast<char>(group >> 8 & 0xFF));
      out.push_back(static_cast<char>(group & 0xFF));
      group = 0;
    }
  }
  if (seen == no_digit || (seen & 0xC0) != 0) return base64_result::malformed;
  if (rest >= 2) {
    group <<= 6 * (4 - rest);
    out.push_back(static_cast<char>(group >> 16 & 0xFF));
    if (rest == 3) out.push_back(static_cast<char>(group >> 8 & 0xFF));
  }
  return base64_result::ok;
}

}  // namespace webchats::engineio
