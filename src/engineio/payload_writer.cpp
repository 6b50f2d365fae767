#include <algorithm>
#include <array>
#include <charconv>

#include "engineio/base64.hpp"
#include "engineio/payload.hpp"

namespace webchats::engineio {
namespace {

std::string_view decimal(std::size_t value, std::array<char, 20>& buffer) noexcept {
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

bool is_binary(const packet& p) noexcept { return p.kind == message_type::binary; }

void append_v4(std::string& out, const packet& p) {
  if (!out.empty()) out += '\x1e';
  out += is_binary(p) ? 'b' : digit(p.type);
  if (is_binary(p)) return append_base64(out, p.data);
  out += p.data;
}

void append_v3_text(std::string& out, const packet& p) {
  std::array<char, 20> digits;
  const std::size_t length = is_binary(p) ? 2 + base64_size(p.data.size()) : 1 + utf16_length(p.data);
  out += decimal(length, digits);
  out += ':';
  if (is_binary(p)) out += 'b';
  out += digit(p.type);
  if (is_binary(p)) return append_base64(out, p.data);
  out += p.data;
}

void append_v3_binary(std::string& out, const packet& p) {
  std::array<char, 20> digits;
  out += is_binary(p) ? '\x01' : '\x00';
  for (const char c : decimal(1 + p.data.size(), digits)) out += static_cast<char>(c - '0');
  out += '\xff';
  out += is_binary(p) ? static_cast<char>(p.type) : digit(p.type);
  out += p.data;
}

}  // namespace

std::string encode_payload(payload_format format, std::span<const packet> packets) {
  std::size_t size = 0;
  for (const packet& p : packets) size += 16 + (is_binary(p) ? base64_size(p.data.size()) : p.data.size());
  std::string out;
  out.reserve(size);
  for (const packet& p : packets) {
    switch (format) {
      case payload_format::v4:
        append_v4(out, p);
        break;
      case payload_format::v3_text:
        append_v3_text(out, p);
        break;
      case payload_format::v3_binary:
        append_v3_binary(out, p);
        break;
    }
  }
  return out;
}

std::size_t utf16_length(std::string_view utf8) noexcept {
  // One unit per character, that is per byte that does not continue one, and a second for those of four bytes.
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    units += static_cast<std::size_t>((byte & 0xC0) != 0x80) + static_cast<std::size_t>(byte >= 0xF0);
  }
  return units;
}

}  // namespace webchats::engineio
