#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engineio/shared_message.hpp"
#include "socketio/arguments.hpp"

namespace webchats::socketio {

/// How a client wants its packets: in which encoding, and with or without the offset at the end of the arguments by
/// which a recovering client says what it has got.
enum class wire_form : std::uint8_t { json, json_without_offset, msgpack, msgpack_without_offset };

/// One packet in one form: its first message, and the binary messages that follow it.
struct packet_form {
  engineio::shared_message head;
  std::vector<engineio::shared_message> attachments;
};

/// An event encoded once for any number of sessions. Immutable, cheap to copy, may cross threads. JSON is made at once,
/// the other forms when the first client wants them.
class encoded_packet {
 public:
  /// `text` is the EVENT or BINARY_EVENT; `offset_size` bytes before its closing bracket, if any, are `,"offset"`.
  encoded_packet(std::string_view text, const std::vector<base::shared_buffer>& attachments,
                 std::size_t offset_size = 0);

  [[nodiscard]] const packet_form& form(wire_form wanted) const;
  /// Bytes of the JSON form with its attachments.
  [[nodiscard]] std::size_t size() const noexcept;
  /// The event and its arguments, read again from the JSON form, without the offset. For those who look at what is
  /// sent.
  [[nodiscard]] arguments decode() const;

 private:
  struct other_forms;

  [[nodiscard]] std::string without_offset() const;

  packet_form json_;
  std::size_t offset_size_;
  std::shared_ptr<other_forms> others_;
};

}  // namespace webchats::socketio
