#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <initializer_list>
#include <string>
#include <string_view>

/// What the bare servers know of HTTP and WebSocket: as much as the load client says.
namespace bare {

/// The answer to the load client's upgrade request, whose key is always that of RFC 6455's example.
constexpr std::string_view switching_protocols =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// One frame of a client, unmasked where it lies.
struct client_frame {
  std::string_view text;  ///< its payload
  std::size_t size;       ///< with its header
};

enum class frame_error : std::uint8_t {
  incomplete,  ///< the rest comes with a later read
  unexpected,  ///< not a whole masked text of less than 64 KiB
};

/// The first frame of `input`, whose payload is unmasked in place.
[[nodiscard]] inline std::expected<client_frame, frame_error> read_frame(char* input, std::size_t size) {
  constexpr std::size_t key_size = 4;
  if (size < 2) return std::unexpected(frame_error::incomplete);
  const auto byte = [input](std::size_t i) { return static_cast<unsigned char>(input[i]); };
  if (byte(0) != 0x81 || byte(1) < 0x80 || byte(1) == 0xFF) return std::unexpected(frame_error::unexpected);
  const std::size_t head = byte(1) == 0xFE ? 4 : 2;
  if (size < head + key_size) return std::unexpected(frame_error::incomplete);
  const std::size_t length = head == 2 ? byte(1) & 0x7FU : static_cast<std::size_t>(byte(2)) << 8 | byte(3);
  char* const text = input + head + key_size;
  if (size < head + key_size + length) return std::unexpected(frame_error::incomplete);
  std::uint64_t key = 0;
  std::memcpy(&key, input + head, key_size);
  key |= key << 32;
  for (std::size_t i = 0; i < length; i += sizeof key) {
    const std::size_t here = std::min(sizeof key, length - i);
    std::uint64_t part = 0;
    std::memcpy(&part, text + i, here);
    part ^= key;
    std::memcpy(text + i, &part, here);
  }
  return client_frame{.text = {text, length}, .size = head + key_size + length};
}

/// Appends an unmasked text frame of less than 64 KiB whose payload is all `pieces`.
inline void append_frame(std::string& out, std::initializer_list<std::string_view> pieces) {
  std::size_t length = 0;
  for (const std::string_view piece : pieces) length += piece.size();
  out += '\x81';
  if (length >= 126) (out += '\x7E') += static_cast<char>(length >> 8);
  out += static_cast<char>(length & 0xFF);
  for (const std::string_view piece : pieces) out += piece;
}

}  // namespace bare
