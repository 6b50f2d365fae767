#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "ws/types.hpp"

namespace webchats::ws {

/// Longest reason of a close frame, bytes: a control frame without the code.
inline constexpr std::size_t max_close_reason = 123;

/// What a close frame says. `code` is `no_status` when the frame was empty. `reason` lies in the frame.
struct close_status {
  close_code code = close_code::no_status;
  std::string_view reason;
};

/// Whether a peer may put `code` into a close frame: those of RFC 6455 §7.4 and the IANA registry, 3000–4999.
[[nodiscard]] bool may_be_sent(std::uint16_t code) noexcept;

/// Reads the payload of a close frame (§5.5.1). The error is the code to fail with: 1002 for one byte or a code that
/// may not be sent, 1007 for a reason that is not UTF-8.
[[nodiscard]] std::expected<close_status, close_code> parse_close(std::span<const char> payload) noexcept;

/// The payload of a close frame; empty for `no_status` and `abnormal`. A long reason is cut at a code point to fit.
[[nodiscard]] std::string close_payload(close_code code, std::string_view reason);

}  // namespace webchats::ws
