#include "socketio/msgpack_reader.hpp"

#include <simdjson.h>

#include <bit>
#include <utility>

namespace webchats::socketio {
namespace {

msgpack_element integer(std::uint64_t number) {
  if (std::in_range<std::int64_t>(number)) return static_cast<std::int64_t>(number);
  return number;
}

msgpack_element sign_extended(std::uint64_t number, std::size_t width) {
  const std::size_t unused = 64 - 8 * width;
  return static_cast<std::int64_t>(number << unused) >> unused;
}

}  // namespace

std::uint64_t big_endian(std::string_view bytes) noexcept {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<std::uint8_t>(byte);
  return number;
}

std::optional<std::uint64_t> msgpack_reader::number(std::size_t width) { return run(width).transform(big_endian); }

std::optional<std::string_view> msgpack_reader::run(std::optional<std::uint64_t> size) {
  if (!size || left() < *size) return std::nullopt;
  const std::string_view bytes = bytes_.substr(at_, *size);
  at_ += *size;
  return bytes;
}

std::optional<msgpack_element> msgpack_reader::text(std::optional<std::uint64_t> size) {
  const auto bytes = run(size);
  if (!bytes || !simdjson::validate_utf8(*bytes)) return std::nullopt;
  return *bytes;
}

std::optional<msgpack_element> msgpack_reader::extension(std::optional<std::uint64_t> size,
                                                         msgpack_extension::form written) {
  const auto type = number(1);
  const auto bytes = run(size);
  if (!type || !bytes) return std::nullopt;
  return msgpack_extension{static_cast<std::int8_t>(*type), written, *bytes};
}

std::optional<msgpack_element> msgpack_reader::array(std::optional<std::uint64_t> size) {
  if (!size || left() < awaited_ + *size) return std::nullopt;
  awaited_ += *size;
  return msgpack_array{*size};
}

std::optional<msgpack_element> msgpack_reader::map(std::optional<std::uint64_t> size) {
  if (!size || left() < awaited_ + 2 * *size) return std::nullopt;
  awaited_ += 2 * *size;
  return msgpack_map{*size};
}

std::optional<msgpack_element> msgpack_reader::next() {
  const auto first = number(1);
  if (!first || awaited_ == 0) return std::nullopt;
  --awaited_;

  const auto head = static_cast<std::uint8_t>(*first);
  if (head < 0x80) return integer(head);
  if (head < 0x90) return map(head & 15);
  if (head < 0xA0) return array(head & 15);
  if (head < 0xC0) return text(head & 31);
  if (head >= 0xE0) return sign_extended(head, 1);

  using form = msgpack_extension::form;
  const auto width = [head](int narrowest) { return std::size_t{1} << (head - narrowest); };
  switch (head) {
    case 0xC0:
      return nullptr;
    case 0xC2:
      return false;
    case 0xC3:
      return true;
    case 0xC4:
    case 0xC5:
    case 0xC6:
      return run(number(width(0xC4))).transform([](std::string_view bytes) -> msgpack_element {
        return msgpack_binary{bytes};
      });
    case 0xC7:
    case 0xC8:
    case 0xC9:
      return extension(number(width(0xC7)), form::sized);
    case 0xCA:
      return number(4).transform([](std::uint64_t bits) -> msgpack_element {
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
      });
    case 0xCB:
      return number(8).transform([](std::uint64_t bits) -> msgpack_element { return std::bit_cast<double>(bits); });
    case 0xCC:
    case 0xCD:
    case 0xCE:
    case 0xCF:
      return number(width(0xCC)).transform(integer);
    case 0xD0:
    case 0xD1:
    case 0xD2:
    case 0xD3:
      return number(width(0xD0)).transform([&](std::uint64_t bits) { return sign_extended(bits, width(0xD0)); });
    case 0xD4:
    case 0xD5:
    case 0xD6:
    case 0xD7:
    case 0xD8:
      return extension(width(0xD4), form::fixed);
    case 0xD9:
    case 0xDA:
    case 0xDB:
      return text(number(width(0xD9)));
    case 0xDC:
    case 0xDD:
      return array(number(width(0xDC) * 2));
    case 0xDE:
    case 0xDF:
      return map(number(width(0xDE) * 2));
    default:
      return std::nullopt;  // 0xC1 is never used
  }
}

bool msgpack_reader::skip() {
  const std::size_t after = awaited_ - 1;
  while (awaited_ != after) {
    if (!next()) return false;
  }
  return true;
}

}  // namespace webchats::socketio
