#include "socketio/socket_id.hpp"

#include <array>
#include <cstdint>
#include <string_view>

#include "base/random.hpp"

namespace webchats::socketio {

std::string make_socket_id() {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<std::uint8_t, 15> bytes;
  base::fill_random(bytes);
  std::string id;
  id.reserve(20);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned group = unsigned{bytes[i]} << 16 | unsigned{bytes[i + 1]} << 8 | unsigned{bytes[i + 2]};
    for (int shift = 18; shift >= 0; shift -= 6) id += alphabet[group >> shift & 63];
  }
  return id;
}

}  // namespace webchats::socketio
