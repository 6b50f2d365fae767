#include "ws/close_frame.hpp"

#include "ws/utf8.hpp"

namespace webchats::ws {

bool may_be_sent(std::uint16_t code) noexcept {
  if (code >= 3000 && code <= 4999) return true;
  // 1004 is reserved; 1005, 1006 and 1015 only stand for what was not on the wire.
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

std::expected<close_status, close_code> parse_close(std::span<const char> payload) noexcept {
  if (payload.empty()) return close_status{};
  if (payload.size() == 1) return std::unexpected(close_code::protocol_error);
  const auto code =
      static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]));
  if (!may_be_sent(code)) return std::unexpected(close_code::protocol_error);
  const std::span<const char> reason = payload.subspan(2);
  if (!is_utf8(reason)) return std::unexpected(close_code::invalid_payload);
  return close_status{static_cast<close_code>(code), {reason.data(), reason.size()}};
}

std::string close_payload(close_code code, std::string_view reason) {
  if (code == close_code::no_status || code == close_code::abnormal) return {};
  if (reason.size() > max_close_reason) {
    std::size_t end = max_close_reason;
    while (end > 0 && (static_cast<std::uint8_t>(reason[end]) & 0xc0) == 0x80) --end;
    reason = reason.substr(0, end);
  }
  const auto number = static_cast<std::uint16_t>(code);
  std::string payload{static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
  return payload.append(reason);
}

}  // namespace webchats::ws
