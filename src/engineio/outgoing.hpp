#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engineio/packet.hpp"
#include "net/chunk.hpp"

namespace webchats::engineio {

/// What stands before the data of a packet in its WebSocket frame: the frame's header and the packet's type, which is a
/// digit in text, a byte in binary of revision 3, and nothing in binary of revision 4.
class frame_head {
 public:
  frame_head(message_type kind, protocol revision, std::size_t data_size,
             packet_type type = packet_type::message) noexcept;

  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }

 private:
  std::array<char, 16> bytes_;
  std::uint8_t size_;
};

/// A packet that waits to be sent, kept as its WebSocket frame, so that an upgrade sends it as it is.
struct outgoing {
  packet_type type = packet_type::noop;
  message_type kind = message_type::text;
  std::uint8_t data_at = 0;  ///< where the packet's data begins in the frame
  compression compress = compression::allow;
  net::chunk frame;

  /// Copies `data` into a frame of its own.
  [[nodiscard]] static outgoing make(protocol revision, packet_type type, message_type kind, std::string_view data);

  [[nodiscard]] packet view() const noexcept {
    return {.type = type, .kind = kind, .data = frame.view().substr(data_at)};
  }
  /// What the entry costs in memory, roughly; many empty packets are not free.
  [[nodiscard]] std::size_t cost() const noexcept { return frame.size() + 64; }
};

}  // namespace webchats::engineio
