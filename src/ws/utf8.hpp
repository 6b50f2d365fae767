#pragma once

#include <cstdint>
#include <span>

namespace webchats::ws {

/// Whether `bytes` is UTF-8 from end to end.
[[nodiscard]] bool is_utf8(std::span<const char> bytes) noexcept;

/// Checks UTF-8 that arrives in pieces and fails at the first byte that cannot be right (RFC 3629 §4), even when the
/// code point is still cut off: RFC 6455 §8.1 wants the connection failed then, not at the end of the message.
class utf8_validator {
 public:
  /// Takes the next piece. False: the text is not UTF-8, whatever follows.
  [[nodiscard]] bool feed(std::span<const char> piece) noexcept;

  /// No code point is cut off: the text may end here.
  [[nodiscard]] bool complete() const noexcept { return missing_ == 0; }

 private:
  [[nodiscard]] bool step(std::uint8_t byte) noexcept;

  std::uint8_t missing_ = 0;  // continuation bytes that the current code point still needs
  std::uint8_t low_ = 0x80;   // bounds of the next one of them
  std::uint8_t high_ = 0xbf;
};

}  // namespace webchats::ws
