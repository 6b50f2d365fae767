#include "engineio/packet.hpp"

#include <optional>

#include "engineio/base64.hpp"

namespace webchats::engineio {
namespace {

std::optional<packet_type> type_of(char value) noexcept {
  if (value < 0 || value > static_cast<char>(packet_type::noop)) return std::nullopt;
  return static_cast<packet_type>(value);
}

std::optional<packet_type> type_of_digit(char c) noexcept {
  return c < '0' || c > '9' ? std::nullopt : type_of(static_cast<char>(c - '0'));
}

std::unexpected<codec_error> fail(codec_failure what, std::size_t at) {
  return std::unexpected(codec_error{.what = what, .at = at});
}

/// `b<base64>` always is a message; `b<digit><base64>` names its type.
std::expected<packet, codec_error> decode_base64_packet(protocol revision, std::string_view bytes,
                                                        std::string& scratch) {
  packet_type type = packet_type::message;
  std::size_t head = 1;
  if (revision == protocol::v3) {
    const auto named = bytes.size() < 2 ? std::nullopt : type_of_digit(bytes[1]);
    if (!named) return fail(codec_failure::unknown_type, 1);
    type = *named;
    head = 2;
  }
  if (decode_base64(bytes.substr(head), scratch) == base64_result::malformed) {
    return fail(codec_failure::bad_base64, head);
  }
  return packet{.type = type, .kind = message_type::binary, .data = scratch};
}

}  // namespace

std::expected<packet, codec_error> decode_text(protocol revision, std::string_view bytes, std::string& scratch) {
  if (bytes.empty()) return fail(codec_failure::empty, 0);
  if (bytes.front() == 'b') return decode_base64_packet(revision, bytes, scratch);
  const auto type = type_of_digit(bytes.front());
  if (!type) return fail(codec_failure::unknown_type, 0);
  return packet{.type = *type, .kind = message_type::text, .data = bytes.substr(1)};
}

std::expected<packet, codec_error> decode_binary(protocol revision, std::string_view bytes) {
  if (revision == protocol::v4) {
    return packet{.type = packet_type::message, .kind = message_type::binary, .data = bytes};
  }
  if (bytes.empty()) return fail(codec_failure::empty, 0);
  const auto type = type_of(bytes.front());
  if (!type) return fail(codec_failure::unknown_type, 0);
  return packet{.type = *type, .kind = message_type::binary, .data = bytes.substr(1)};
}

}  // namespace webchats::engineio
