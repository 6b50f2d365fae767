#include "ws/frame.hpp"

#include <bit>
#include <cstring>

namespace webchats::ws {
namespace {

constexpr std::uint8_t fin_bit = 0x80;
constexpr std::uint8_t rsv1_bit = 0x40;
constexpr std::uint8_t rsv23_bits = 0x30;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t length_16 = 126;
constexpr std::uint8_t length_64 = 127;

constexpr bool is_known(std::uint8_t op) noexcept { return op <= 2 || (op >= 8 && op <= 10); }

constexpr std::uint8_t byte_at(std::span<const char> bytes, std::size_t at) noexcept {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::uint64_t big_endian(std::span<const char> bytes) noexcept {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

}  // namespace

std::string_view to_string(frame_error error) noexcept {
  switch (error) {
    case frame_error::reserved_bits:
      return "reserved bits are set";
    case frame_error::reserved_opcode:
      return "reserved opcode";
    case frame_error::fragmented_control:
      return "fragmented control frame";
    case frame_error::unmasked:
      return "frame is not masked";
    case frame_error::masked:
      return "frame is masked";
    case frame_error::long_control:
      return "control frame is too long";
    case frame_error::length_not_minimal:
      return "length is not minimal";
    case frame_error::length_too_large:
      return "length is too large";
  }
  return "";
}

std::expected<std::optional<frame_header>, frame_error> decode_frame_header(std::span<const char> bytes, sender from,
                                                                            compressed deflate) noexcept {
  if (bytes.empty()) return std::nullopt;
  const std::uint8_t first = byte_at(bytes, 0);
  const std::uint8_t op = first & 0x0f;
  if ((first & rsv23_bits) != 0) return std::unexpected(frame_error::reserved_bits);
  if (!is_known(op)) return std::unexpected(frame_error::reserved_opcode);

  frame_header header;
  header.op = static_cast<opcode>(op);
  header.last = (first & fin_bit) != 0 ? fin::yes : fin::no;
  if ((first & rsv1_bit) != 0) {
    // RFC 7692 §6.1: only the first frame of a data message carries it.
    const bool starts_message = header.op == opcode::text || header.op == opcode::binary;
    if (deflate == compressed::no || !starts_message) return std::unexpected(frame_error::reserved_bits);
    header.deflated = compressed::yes;
  }
  if (is_control(header.op) && header.last == fin::no) return std::unexpected(frame_error::fragmented_control);

  if (bytes.size() < 2) return std::nullopt;
  const std::uint8_t second = byte_at(bytes, 1);
  const bool masked = (second & mask_bit) != 0;
  if (masked != (from == sender::client)) {
    return std::unexpected(masked ? frame_error::masked : frame_error::unmasked);
  }
  const std::uint8_t short_length = second & 0x7f;
  if (is_control(header.op) && short_length > max_control_payload) return std::unexpected(frame_error::long_control);

  const std::size_t length_bytes = short_length == length_64 ? 8 : short_length == length_16 ? 2 : 0;
  const std::size_t mask_at = 2 + length_bytes;
  if (bytes.size() < mask_at) return std::nullopt;
  header.length = short_length;
  if (length_bytes != 0) {
    header.length = big_endian(bytes.subspan(2, length_bytes));
    if (header.length >> 63 != 0) return std::unexpected(frame_error::length_too_large);
    const std::uint64_t least = length_bytes == 2 ? length_16 : 0x1'0000;
    if (header.length < least) return std::unexpected(frame_error::length_not_minimal);
  }

  header.size = static_cast<std::uint8_t>(mask_at + (masked ? 4 : 0));
  if (bytes.size() < header.size) return std::nullopt;
  if (masked) std::memcpy(&header.mask_key, bytes.data() + mask_at, sizeof header.mask_key);
  return header;
}

encoded_header encode_frame_header(opcode op, std::uint64_t length, fin last, compressed deflated,
                                   std::optional<std::uint32_t> mask_key) noexcept {
  encoded_header out{};
  const auto put = [&out](std::uint64_t byte) { out.bytes[out.size++] = static_cast<char>(byte & 0xff); };

  put(static_cast<std::uint64_t>(op) | (last == fin::yes ? fin_bit : 0u) |
      (deflated == compressed::yes ? rsv1_bit : 0u));
  const std::uint64_t mask = mask_key ? mask_bit : 0u;
  int length_bytes = 0;
  if (length < length_16) {
    put(mask | length);
  } else if (length <= 0xffff) {
    put(mask | length_16);
    length_bytes = 2;
  } else {
    put(mask | length_64);
    length_bytes = 8;
  }
  for (int shift = 8 * (length_bytes - 1); shift >= 0; shift -= 8) put(length >> shift);
  if (mask_key) {
    std::memcpy(out.bytes.data() + out.size, &*mask_key, sizeof *mask_key);
    out.size = static_cast<std::uint8_t>(out.size + sizeof *mask_key);
  }
  return out;
}

std::uint32_t apply_mask(std::span<char> bytes, std::uint32_t key) noexcept {
  // Eight bytes at a time through memcpy: no alignment needed, and the compiler makes vector instructions of it.
  const std::uint64_t wide = static_cast<std::uint64_t>(key) << 32 | key;
  char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= sizeof wide; left -= sizeof wide, at += sizeof wide) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    word ^= wide;
    std::memcpy(at, &word, sizeof word);
  }
  std::array<char, sizeof wide> tail;
  std::memcpy(tail.data(), &wide, sizeof wide);
  for (std::size_t i = 0; i < left; ++i) at[i] = static_cast<char>(at[i] ^ tail[i]);

  const int turned = static_cast<int>(bytes.size() % sizeof key) * 8;
  return std::endian::native == std::endian::little ? std::rotr(key, turned) : std::rotl(key, turned);
}

}  // namespace webchats::ws
