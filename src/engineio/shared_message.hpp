#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/shared_buffer.hpp"
#include "engineio/protocol.hpp"
#include "net/chunk.hpp"

namespace webchats::engineio {

/// One message encoded once for every session, revision and transport. Immutable, cheap to copy, may cross threads.
///
/// Text is one buffer `[WebSocket header]['4'][payload]`, the same in both revisions; polling uses it without the
/// header. Binary is `[header][payload]` in revision 4; the frame of revision 3 (type byte 4 before the payload) is
/// made on first use, once for all threads.
class shared_message {
 public:
  /// `payload` is valid UTF-8. Throws std::bad_alloc.
  [[nodiscard]] static shared_message text(std::string_view payload);
  /// Throws std::bad_alloc.
  [[nodiscard]] static shared_message binary(std::string_view payload);

  [[nodiscard]] message_type type() const noexcept { return type_; }
  /// The WebSocket frame for sessions of `revision`.
  [[nodiscard]] const base::shared_buffer& frame(protocol revision) const;
  /// The message without type digit and frame.
  [[nodiscard]] std::string_view payload() const noexcept { return frame_.view().substr(payload_at_); }

 private:
  struct v3_form;
  shared_message(message_type type, base::shared_buffer frame, std::size_t payload_size);

  message_type type_;
  std::uint8_t payload_at_;
  base::shared_buffer frame_;
  std::shared_ptr<v3_form> v3_;  // null for text
};

/// A shared message taken onto one loop: delivering it to a session copies a pointer without an atomic operation.
/// Make one per loop and broadcast; must be used and dropped on that loop.
class delivery {
 public:
  explicit delivery(shared_message message);

  [[nodiscard]] const shared_message& message() const noexcept { return message_; }
  /// Bytes of the message without type digit and frame.
  [[nodiscard]] std::size_t payload_size() const noexcept { return payload_size_; }
  /// The WebSocket frame for sessions of `revision`.
  [[nodiscard]] const net::chunk& frame(protocol revision) const;

 private:
  shared_message message_;
  std::size_t payload_size_;
  net::chunk frame_;
  mutable net::chunk frame_v3_;  // binary only, made when the first session of revision 3 is met
};

}  // namespace webchats::engineio
