#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace webchats::http {

/// Looks at every byte of an HTTP/1 message that is not body: request line, headers, chunk sizes, trailers.
///
/// Two readers of one byte stream that disagree where a line ends are what request smuggling lives on. So only one form
/// is let through, before the parser sees it: lines end with CRLF, never with a bare CR or LF; no control characters;
/// no line starts with white space (obs-fold); single spaces part the request line. RFC 9112 §2.2, §3, §5.2.
class framing_guard {
 public:
  enum class verdict : std::uint8_t { more, end_of_block, bad };
  struct result {
    verdict what;
    std::size_t consumed;
  };

  /// Reads until the empty line that ends a head (end_of_block), or all of `bytes`.
  [[nodiscard]] result read_block(std::string_view bytes) noexcept;
  struct line_limits {
    std::size_t chunk;    ///< bytes of a chunk size with its extensions
    std::size_t trailer;  ///< bytes of a line after the last chunk
  };
  /// Reads what lies between the pieces of a chunked body, and the trailers. False: it is bad, or a line is too long.
  [[nodiscard]] bool read_between(std::string_view bytes, const line_limits& limits) noexcept;

  /// The next byte starts a message.
  void reset() noexcept { *this = framing_guard(); }

 private:
  enum class chunk_size : std::uint8_t { none, zero, ended_zero, positive };
  [[nodiscard]] bool accept(unsigned char byte) const noexcept;
  void note_size(unsigned char byte) noexcept;

  std::size_t line_length_ = 0;
  bool after_cr_ = false;
  bool after_space_ = false;
  bool any_line_ = false;               // a line that is not empty was seen
  bool trailers_ = false;               // the last chunk was seen
  chunk_size size_ = chunk_size::none;  // of the line being read
};

}  // namespace webchats::http
