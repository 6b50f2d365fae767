#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "ws/close_frame.hpp"
#include "ws/frame.hpp"
#include "ws/types.hpp"

namespace webchats::ws {

class inflater;

/// A whole message; text is valid UTF-8. The bytes may be changed.
struct message {
  message_type type;
  std::span<char> payload;
};
struct ping {
  std::string_view payload;
};
struct pong {
  std::string_view payload;
};
/// The peer breaks a rule: the connection fails with `code`. `why` is for the log and the close reason.
struct failure {
  close_code code;
  std::string_view why;
};
/// What a reader finds. Spans and views are valid until the next call of `next`.
using event = std::variant<message, ping, pong, close_status, failure>;

/// Makes messages of a client's bytes (RFC 6455 §5, §6.2): no socket, no clock.
///
/// A frame that lies whole in the input is unmasked there and handed out without a copy. Of anything else only what
/// has arrived is kept, each byte copied once; a declared length reserves nothing. Between messages the reader holds
/// no memory of its own.
class message_reader {
 public:
  /// `inflate` is null when compression was not agreed; otherwise it outlives the reader and may be shared with others.
  message_reader(std::size_t max_message, std::size_t max_fragments, inflater* inflate = nullptr) noexcept;
  ~message_reader();
  message_reader(message_reader&&) noexcept;
  message_reader& operator=(message_reader&&) noexcept;

  /// Takes bytes from the front of `input` up to the next event. Nullopt: `input` is used up. After a close frame or a
  /// failure everything that follows is dropped.
  [[nodiscard]] std::optional<event> next(std::span<char>& input);

  /// A frame or a message has begun and is not whole.
  [[nodiscard]] bool unfinished() const noexcept;
  /// Bytes of the unfinished message that are kept.
  [[nodiscard]] std::size_t buffered() const noexcept;
  /// Bytes of memory that the reader holds outside itself.
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  struct pending;

  [[nodiscard]] std::expected<std::optional<frame_header>, frame_error> read_header(std::span<char>& input);
  [[nodiscard]] std::optional<event> check(const frame_header& header);
  void begin_frame(const frame_header& header);
  [[nodiscard]] std::optional<event> take_payload(std::span<char>& input);
  [[nodiscard]] std::optional<event> end_frame();
  [[nodiscard]] event whole_message(const frame_header& header, std::span<char> payload);
  [[nodiscard]] event whole_control(opcode op, std::span<char> payload);
  [[nodiscard]] event inflated(message_type type, std::span<const char> payload);
  [[nodiscard]] event fail(close_code code, std::string_view why);
  [[nodiscard]] event fail_too_big(std::string why);
  [[nodiscard]] pending& state();

  std::unique_ptr<pending> pending_;  // only while something is unfinished, or was handed out by the last `next`
  inflater* inflate_;
  std::uint32_t max_message_;
  std::uint32_t max_fragments_ : 31;  // a whole word less in every connection
  bool done_ : 1 = false;
};

}  // namespace webchats::ws
