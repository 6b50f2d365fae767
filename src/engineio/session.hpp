#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/shared_buffer.hpp"
#include "net/loop.hpp"

namespace webchats::engineio {

/// Engine.IO protocol revision, query parameter `EIO`.
enum class protocol : std::uint8_t { v3 = 3, v4 = 4 };
enum class message_type : std::uint8_t { text, binary };
enum class transport : std::uint8_t { polling, websocket };

/// The reasons of the reference server, in its words (`to_string`).
enum class close_reason : std::uint8_t {
  transport_error, transport_close, forced_close, ping_timeout, parse_error, server_shutting_down, forced_server_close, slow_consumer,
};
[[nodiscard]] std::string_view to_string(close_reason reason) noexcept;

/// One message encoded once for every session, protocol and transport.
///
/// Text: one buffer `[WebSocket header]['4'][payload]`, the same in both revisions; polling uses it without the header.
/// Binary: the v4 frame is made at once, the v3 frame (type byte 4) and base64 on first use per loop.
/// Immutable and cheap to copy; may cross threads.
class shared_message {
 public:
  [[nodiscard]] static shared_message text(std::string_view payload);
  [[nodiscard]] static shared_message binary(std::string_view payload);

  [[nodiscard]] message_type type() const noexcept;
  /// The WebSocket frame for sessions of `revision`.
  [[nodiscard]] const base::shared_buffer& frame(protocol revision) const;
  /// The message without type digit and frame.
  [[nodiscard]] std::string_view payload() const noexcept;
  // …
};

class session;

/// What a session tells the protocol above it, on the session's loop, in order.
class session_handler {
 public:
  virtual ~session_handler() = default;
  /// A message; bytes valid only during the call.
  virtual void on_message(session& self, message_type type, std::string_view payload) = 0;
  /// The end, once.
  virtual void on_close(session& self, close_reason reason, std::string_view detail) = 0;
  virtual void on_drain(session&) {}
};

}  // namespace webchats::engineio
