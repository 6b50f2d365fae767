#include "engineio/session_id.hpp"

#include <cstring>
#include <span>

#include "base/random.hpp"

namespace webchats::engineio {
namespace {

constexpr std::size_t random_bytes = 16;
constexpr std::size_t all_bytes = random_bytes + 2;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int digit_value(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  if (c == '_') return 63;
  return -1;
}

}  // namespace

session_id session_id::generate(std::uint8_t loop, std::uint8_t node) {
  std::array<std::uint8_t, all_bytes> bytes;
  base::fill_random(std::span(bytes).first(random_bytes));
  bytes[random_bytes] = loop;
  bytes[random_bytes + 1] = node;

  session_id made;
  std::size_t to = 0;
  for (std::size_t i = 0; i < all_bytes; i += 3) {
    const unsigned group = unsigned{bytes[i]} << 16 | unsigned{bytes[i + 1]} << 8 | unsigned{bytes[i + 2]};
    for (int shift = 18; shift >= 0; shift -= 6) made.text_[to++] = alphabet[group >> shift & 63];
  }
  return made;
}

std::optional<session_id> session_id::parse(std::string_view text) noexcept {
  if (text.size() != length) return std::nullopt;
  session_id parsed;
  for (std::size_t i = 0; i < length; ++i) {
    if (digit_value(text[i]) < 0) return std::nullopt;
    parsed.text_[i] = text[i];
  }
  return parsed;
}

std::uint32_t session_id::route() const noexcept {
  std::uint32_t group = 0;
  for (std::size_t i = length - 4; i < length; ++i) group = group << 6 | static_cast<unsigned>(digit_value(text_[i]));
  return group;
}

std::size_t hash_value(const session_id& id) noexcept {
  std::size_t hash = 0;
  std::memcpy(&hash, id.text_.data(), sizeof hash);
  return hash;
}

}  // namespace webchats::engineio
