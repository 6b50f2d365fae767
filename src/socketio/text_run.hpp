#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace webchats::socketio {

/// How many bytes at the front of `text` are plain. `is_plain` takes bytes without a sign: one, or sixteen in a vector,
/// which are compared at once.
template <typename Predicate>
[[nodiscard]] std::size_t plain_run(std::string_view text, Predicate is_plain) {
  using block [[gnu::vector_size(16)]] = unsigned char;
  constexpr std::array<std::uint64_t, 2> all = {~std::uint64_t{0}, ~std::uint64_t{0}};
  std::size_t at = 0;
  for (; text.size() - at >= sizeof(block); at += sizeof(block)) {
    block bytes;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (std::bit_cast<std::array<std::uint64_t, 2>>(is_plain(bytes)) != all) break;
  }
  while (at < text.size() && is_plain(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

}  // namespace webchats::socketio
