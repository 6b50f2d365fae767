#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace webchats::http {

/// Looks at every byte of an HTTP/1 message that is not body: request line, headers, chunk sizes, trailers.
///
/// Two readers of one byte stream that disagree where a line ends are what request smuggling lives on. So only one form
/// is let through, before the parser sees it: lines end with CRLF, never with a bare CR or LF; no control characters; no
/// line starts with white space (obs-fold). RFC 9112 §2.2, §5.2.
class framing_guard {
 public:
  enum class verdict : std::uint8_t { more, end_of_block, bad };
  struct result {
    verdict what;
    std::size_t consumed;
  };

  /// Reads until the empty line that ends a head (end_of_block), or all of `bytes`.
  [[nodiscard]] result read_block(std::string_view bytes) noexcept;
  /// Reads framing between pieces of body; an empty line has no meaning there. False: it is bad, or one line is longer
  /// than `line_limit`.
  [[nodiscard]] bool read_between(std::string_view bytes, std::size_t line_limit) noexcept;

  /// The next byte starts a message.
  void reset() noexcept { *this = framing_guard(); }

 private:
  [[nodiscard]] bool accept(unsigned char byte) noexcept;

  std::size_t line_length_ = 0;
  bool after_cr_ = false;
  bool any_line_ = false;   // a line that is not empty was seen
};

}  // namespace webchats::http
