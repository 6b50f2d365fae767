#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/shared_buffer.hpp"
#include "engineio/protocol.hpp"
#include "net/chunk.hpp"

namespace webchats::ws {
class deflater;
}

namespace webchats::engineio {

/// One message encoded once for every session, revision and transport. Immutable, cheap to copy, may cross threads.
///
/// Text is one buffer `[WebSocket header]['4'][payload]`, the same in both revisions; polling uses it without the
/// header. Binary is `[header][payload]` in revision 4. The frame of revision 3 (type byte 4 before the payload) and
/// the compressed frames are made on first use, once for all threads.
class shared_message {
 public:
  /// `payload` is valid UTF-8. Throws std::bad_alloc.
  [[nodiscard]] static shared_message text(std::string_view payload);
  /// Throws std::bad_alloc.
  [[nodiscard]] static shared_message binary(std::string_view payload);

  [[nodiscard]] message_type type() const noexcept { return type_; }
  /// The WebSocket frame for sessions of `revision`.
  [[nodiscard]] const base::shared_buffer& frame(protocol revision) const;
  /// The frame compressed by `packer`, which belongs to the caller's loop; the plain one when that is not smaller, and
  /// for messages under 128 bytes.
  [[nodiscard]] const base::shared_buffer& packed_frame(protocol revision, ws::deflater& packer) const;
  /// The message without type digit and frame.
  [[nodiscard]] std::string_view payload() const noexcept { return frame_.view().substr(payload_at_); }

 private:
  struct other_forms;
  shared_message(message_type type, std::string_view payload);

  message_type type_;
  std::uint8_t payload_at_;
  base::shared_buffer frame_;
  std::shared_ptr<other_forms> others_;  // null for short text, which has none
};

/// A shared message taken onto one loop: delivering it to a session copies a pointer without an atomic operation.
/// Make one per loop and broadcast; must be used and dropped on that loop.
class delivery {
 public:
  explicit delivery(shared_message message);
  /// One whose frame lies in `together`, behind those that the same sessions got before, unless it is too large for
  /// that.
  delivery(shared_message message, net::batch& together);

  [[nodiscard]] const shared_message& message() const noexcept { return message_; }
  /// Bytes of the message without type digit and frame.
  [[nodiscard]] std::size_t payload_size() const noexcept { return payload_size_; }
  /// The WebSocket frame for sessions of `revision`.
  [[nodiscard]] const net::chunk& frame(protocol revision) const;
  /// `shared_message::packed_frame` on this loop.
  [[nodiscard]] const net::chunk& packed_frame(protocol revision, ws::deflater& packer) const;

 private:
  shared_message message_;
  std::size_t payload_size_;
  net::chunk frame_;
  // Made when the first session is met that needs it. Text has one form for both revisions.
  mutable net::chunk frame_v3_;
  mutable net::chunk packed_;
  mutable net::chunk packed_v3_;
};

}  // namespace webchats::engineio
