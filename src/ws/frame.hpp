#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

namespace webchats::ws {

/// RFC 6455 §5.2. The values 3–7 and 11–15 are reserved and never leave the decoder.
enum class opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

[[nodiscard]] constexpr bool is_control(opcode op) noexcept { return (static_cast<std::uint8_t>(op) & 0x8) != 0; }

/// The last frame of its message.
enum class fin : std::uint8_t { no, yes };
/// RSV1: the message is compressed (RFC 7692 §6).
enum class compressed : std::uint8_t { no, yes };
/// Who made a frame: a client masks all of them, a server none (§5.1).
enum class sender : std::uint8_t { client, server };

/// Longest header: 2 bytes, a 64-bit length, the masking key.
inline constexpr std::size_t max_header_size = 14;
/// Longest payload of a control frame (§5.5).
inline constexpr std::size_t max_control_payload = 125;

/// A decoded frame header.
struct frame_header {
  opcode op = opcode::continuation;
  fin last = fin::yes;
  compressed deflated = compressed::no;
  std::uint8_t size = 0;       ///< bytes of the header itself
  std::uint32_t mask_key = 0;  ///< the four key bytes as they lie in memory; 0 from a server
  std::uint64_t length = 0;    ///< bytes of payload; the top bit is clear
};

/// What a header may not be. All of them fail the connection with 1002.
enum class frame_error : std::uint8_t {
  reserved_bits,       ///< RSV2, RSV3, or RSV1 where compression was not agreed or may not stand
  reserved_opcode,     ///< 3–7, 11–15
  fragmented_control,  ///< close, ping or pong without FIN
  unmasked,            ///< from a client without a mask
  masked,              ///< from a server with a mask
  long_control,        ///< control frame with more than 125 bytes
  length_not_minimal,  ///< a 16- or 64-bit length where a shorter form exists
  length_too_large,    ///< the top bit of a 64-bit length is set
};
[[nodiscard]] std::string_view to_string(frame_error error) noexcept;

/// Reads the header at the front of `bytes`; nullopt while it is cut off. An error is found at the first byte that
/// shows it, so that one cut differently fails in the same way. `deflate`: RSV1 may stand on a first data frame.
[[nodiscard]] std::expected<std::optional<frame_header>, frame_error> decode_frame_header(
    std::span<const char> bytes, sender from, compressed deflate = compressed::no) noexcept;

/// An encoded header; `view()` are its bytes.
struct encoded_header {
  std::array<char, max_header_size> bytes;
  std::uint8_t size;
  [[nodiscard]] std::string_view view() const noexcept { return {bytes.data(), size}; }
};

/// Writes a header with the shortest form of `length`. With `mask_key` it is a client's.
[[nodiscard]] encoded_header encode_frame_header(opcode op, std::uint64_t length, fin last = fin::yes,
                                                 compressed deflated = compressed::no,
                                                 std::optional<std::uint32_t> mask_key = {}) noexcept;

/// Masks or unmasks `bytes` in place (§5.3) and returns the key for the byte that follows them, so that a payload may
/// come in pieces of any size.
std::uint32_t apply_mask(std::span<char> bytes, std::uint32_t key) noexcept;

}  // namespace webchats::ws
