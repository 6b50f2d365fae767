#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace webchats::ws {

enum class message_type : std::uint8_t { text, binary };

/// Status codes of RFC 6455 §7.4.1 that this side sends or sees.
enum class close_code : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported = 1003,
  no_status = 1005,  ///< never on the wire: the close frame had no code
  abnormal = 1006,   ///< never on the wire: the connection ended without a close frame
  invalid_payload = 1007,
  policy = 1008,
  too_big = 1009,
  internal_error = 1011,
  service_restart = 1012,
  try_again_later = 1013,
};

/// What one connection is allowed to do. Copied at the handshake.
struct options {
  std::size_t max_message = 1'000'000;  ///< bytes after reassembly and inflation → 1009; at most 4 GiB − 1
  std::size_t max_fragments = 65'536;   ///< frames of one message → 1009
  /// For the peer's answer to our close frame; then the TCP connection is dropped.
  std::chrono::milliseconds close_timeout{5'000};
  /// For the rest of an unfinished message, started again by every 64 KiB of it → 1008.
  std::chrono::milliseconds message_timeout{30'000};
  /// permessage-deflate (RFC 7692) without context takeover, when the client offers it.
  enum class deflate_mode : std::uint8_t { off, on } deflate = deflate_mode::off;
  std::size_t deflate_threshold = 1024;  ///< bytes; shorter messages of `connection::send` are not compressed
};

}  // namespace webchats::ws
