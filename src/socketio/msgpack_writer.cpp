#include "socketio/msgpack_writer.hpp"

#include <simdjson.h>

#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "socketio/packet_rules.hpp"

namespace webchats::socketio {
namespace {

/// Bytes that hold `size`: 1, 2 or 4.
std::size_t width_of(std::size_t size) {
  if (std::in_range<std::uint8_t>(size)) return 1;
  if (std::in_range<std::uint16_t>(size)) return 2;
  if (std::in_range<std::uint32_t>(size)) return 4;
  throw std::invalid_argument("more than msgpack can hold");
}

}  // namespace

void msgpack_writer::byte(std::uint64_t byte) { out_ += static_cast<char>(static_cast<std::uint8_t>(byte)); }

/// `first`, and `number` in `width` bytes, the most significant first.
void msgpack_writer::head(std::uint8_t first, std::uint64_t number, std::size_t width) {
  byte(first);
  while (width-- > 0) byte(number >> (8 * width));
}

void msgpack_writer::nil() { byte(0xC0); }

void msgpack_writer::boolean(bool value) { byte(value ? 0xC3 : 0xC2); }

void msgpack_writer::integer(std::uint64_t number) {
  if (number < 0x80) {
    byte(number);
  } else if (std::in_range<std::uint8_t>(number)) {
    head(0xCC, number, 1);
  } else if (std::in_range<std::uint16_t>(number)) {
    head(0xCD, number, 2);
  } else if (std::in_range<std::uint32_t>(number)) {
    head(0xCE, number, 4);
  } else {
    head(0xCF, number, 8);
  }
}

void msgpack_writer::integer(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  if (number >= 0) {
    integer(bits);
  } else if (number >= -0x20) {
    byte(bits);
  } else if (std::in_range<std::int8_t>(number)) {
    head(0xD0, bits, 1);
  } else if (std::in_range<std::int16_t>(number)) {
    head(0xD1, bits, 2);
  } else if (std::in_range<std::int32_t>(number)) {
    head(0xD2, bits, 4);
  } else {
    head(0xD3, bits, 8);
  }
}

void msgpack_writer::real(double number) {
  if (!std::isfinite(number)) {
    nil();
  } else if (std::trunc(number) == number && std::abs(number) <= static_cast<double>(max_packet_id)) {
    integer(static_cast<std::int64_t>(number));
  } else {
    head(0xCB, std::bit_cast<std::uint64_t>(number), 8);
  }
}

void msgpack_writer::text(std::string_view text) {
  if (!simdjson::validate_utf8(text)) throw std::invalid_argument("text that is not UTF-8");
  if (text.size() < 32) {
    byte(0xA0 | text.size());
  } else {
    const std::size_t width = width_of(text.size());
    head(width == 1 ? 0xD9 : width == 2 ? 0xDA : 0xDB, text.size(), width);
  }
  out_ += text;
}

void msgpack_writer::binary(std::string_view bytes) {
  const std::size_t width = width_of(bytes.size());
  head(width == 1 ? 0xC4 : width == 2 ? 0xC5 : 0xC6, bytes.size(), width);
  out_ += bytes;
}

void msgpack_writer::array(std::size_t size) {
  if (size < 16) return byte(0x90 | size);
  const bool narrow = width_of(size) <= 2;
  head(narrow ? 0xDC : 0xDD, size, narrow ? 2 : 4);
}

void msgpack_writer::map(std::size_t size) {
  if (size < 16) return byte(0x80 | size);
  const bool narrow = width_of(size) <= 2;
  head(narrow ? 0xDE : 0xDF, size, narrow ? 2 : 4);
}

}  // namespace webchats::socketio
