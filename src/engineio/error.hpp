#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace webchats::engineio {

/// What is wrong with bytes that should be packets.
enum class codec_failure : std::uint8_t {
  empty,         ///< no packet where one must be
  unknown_type,  ///< the first character is no packet type
  bad_length,    ///< a length prefix that is no number, or has too many digits
  truncated,     ///< the packet is longer than the body
  bad_base64,
  bad_utf8,
  bad_form,  ///< a JSONP body without the field `d`
};
[[nodiscard]] std::string_view to_string(codec_failure failure) noexcept;

/// A failure and the byte of the input it was found at.
struct codec_error {
  codec_failure what;
  std::size_t at = 0;

  /// "bad length at byte 3", for logs.
  [[nodiscard]] std::string describe() const;
  friend bool operator==(const codec_error&, const codec_error&) = default;
};

}  // namespace webchats::engineio
