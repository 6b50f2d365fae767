#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "engineio/error.hpp"
#include "engineio/protocol.hpp"

namespace webchats::engineio {

/// Packet types of both revisions; on the wire the digit '0' + value (in binary frames of revision 3 the value itself).
enum class packet_type : std::uint8_t { open, close, ping, pong, message, upgrade, noop };

/// One packet. `data` is borrowed: from the input, or from the scratch space of whoever decoded it.
struct packet {
  packet_type type = packet_type::noop;
  message_type kind = message_type::text;
  std::string_view data;

  friend bool operator==(const packet&, const packet&) = default;
};

/// Decodes a packet that came as text: a WebSocket text frame or one entry of a polling payload.
/// Base64 packets (`b…` in revision 4, `b4…` in revision 3) are decoded into `scratch`, which must outlive the packet.
[[nodiscard]] std::expected<packet, codec_error> decode_text(protocol revision, std::string_view bytes,
                                                             std::string& scratch);

/// Decodes a packet that came as binary: the bytes are the message in revision 4, and follow a type byte in revision 3.
[[nodiscard]] std::expected<packet, codec_error> decode_binary(protocol revision, std::string_view bytes);

/// The digit of `type`.
[[nodiscard]] constexpr char digit(packet_type type) noexcept {
  return static_cast<char>('0' + static_cast<int>(type));
}

}  // namespace webchats::engineio
