#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ws/frame.hpp"

namespace webchats::ws {

enum class inflate_error : std::uint8_t {
  broken,   ///< not a DEFLATE stream, or cut off
  too_big,  ///< more than the limit would come out
};

/// Inflates messages of RFC 7692 without context takeover. One serves all connections of a loop: it keeps zlib's window
/// (40 KB, made at first use) and nothing of a message.
class inflater {
 public:
  inflater();
  ~inflater();
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;

  /// The plain bytes of one message, at most `limit` of them; memory stays in proportion to what really comes out.
  [[nodiscard]] std::expected<std::vector<char>, inflate_error> inflate(std::span<const char> packed,
                                                                        std::size_t limit);

  /// Bytes that a message of `limit` plain bytes can need: stored blocks grow it a little.
  [[nodiscard]] static constexpr std::uint64_t largest_input(std::uint64_t limit) noexcept {
    return limit + limit / 512 + 64;
  }

 private:
  struct stream;
  std::unique_ptr<stream> stream_;
};

/// Compresses messages of RFC 7692 without context takeover; one per loop (260 KB, made at first use).
class deflater {
 public:
  deflater();
  ~deflater();
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;

  /// The payload of a compressed message. Valid until the next call.
  [[nodiscard]] std::string_view deflate(std::string_view plain);

 private:
  struct stream;
  std::unique_ptr<stream> stream_;
  std::vector<char> packed_;
};

/// A compressed frame in two parts; the payload is valid until the deflater is used again.
struct packed_frame {
  encoded_header header;
  std::string_view payload;
};
/// The compressed form of a whole message's `frame`, as `encode_frame` makes it. Without context takeover it suits
/// every connection that has agreed on permessage-deflate. Nothing when it would not be smaller.
[[nodiscard]] std::optional<packed_frame> pack_frame(deflater& packer, std::string_view frame);

}  // namespace webchats::ws
