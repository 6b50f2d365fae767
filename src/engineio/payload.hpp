#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engineio/packet.hpp"

namespace webchats::engineio {

/// How a polling body holds its packets.
enum class payload_format : std::uint8_t {
  v4,         ///< packets joined by U+001E; binary as `b<base64>`
  v3_text,    ///< `<length in UTF-16 code units>:<packet>`…; binary as `b4<base64>`
  v3_binary,  ///< `00|01 <digits as bytes 0–9> FF <body>`…; text and binary side by side
};

/// Takes the packets out of a polling body one by one. Linear in the body, whatever it holds; ends at the first error.
class payload_reader {
 public:
  /// `body` must outlive the reader and its packets.
  payload_reader(payload_format format, std::string_view body) noexcept;

  /// The next packet, nothing at the end, or what is wrong and at which byte of the body. The data of a base64 packet
  /// is valid until the next call. An empty body is an error, and so is every body that is not valid UTF-8 where it is
  /// text.
  [[nodiscard]] std::expected<std::optional<packet>, codec_error> next();

 private:
  using result = std::expected<std::optional<packet>, codec_error>;

  [[nodiscard]] result next_v4();
  [[nodiscard]] result next_v3_text();
  [[nodiscard]] result next_v3_binary();
  [[nodiscard]] result finish(std::expected<packet, codec_error> decoded, std::size_t packet_at, std::size_t next_at);
  [[nodiscard]] result fail(codec_failure what, std::size_t at);

  payload_format format_;
  std::string_view body_;
  std::size_t at_ = 0;
  enum class progress : std::uint8_t { fresh, running, done } progress_ = progress::fresh;
  std::string scratch_;
};

/// The body that holds `packets`. In `v3_binary` text packets are stored as UTF-8 with their length in bytes, as the
/// reference server does.
[[nodiscard]] std::string encode_payload(payload_format format, std::span<const packet> packets);

/// Length of valid UTF-8 in UTF-16 code units: what JavaScript calls `length`.
[[nodiscard]] std::size_t utf16_length(std::string_view utf8) noexcept;

}  // namespace webchats::engineio
