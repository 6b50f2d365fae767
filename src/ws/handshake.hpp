#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "ws/types.hpp"

namespace webchats::ws {

/// Why an upgrade request is refused (RFC 6455 §4.2.1).
enum class refusal : std::uint8_t {
  not_get,
  not_an_upgrade,  ///< HTTP before 1.1, no `Connection: upgrade`, or no `Upgrade: websocket`
  bad_version,     ///< Sec-WebSocket-Version is not 13 → 426 with the version that is spoken
  bad_key,         ///< Sec-WebSocket-Key missing, given twice, or not 16 bytes in base64
};
[[nodiscard]] std::string_view to_string(refusal reason) noexcept;

/// What both sides agree on.
struct handshake {
  std::string answer;  ///< the whole 101 head
  options::deflate_mode deflate = options::deflate_mode::off;

  /// Adds a header to the answer, as `http::append_header` does.
  void add(std::string_view name, std::string_view value);
};

/// Checks an upgrade request and makes the answer. No subprotocol is ever chosen; permessage-deflate when `deflate` is
/// on and the client offers it. The `Origin` policy is the caller's.
[[nodiscard]] std::expected<handshake, refusal> shake_hands(const http::request& request,
                                                            options::deflate_mode deflate);

/// The HTTP answer to a request that is refused.
[[nodiscard]] http::response refuse(refusal reason);

/// Sec-WebSocket-Accept for a key (§4.2.2).
[[nodiscard]] std::string accept_value(std::string_view key);

}  // namespace webchats::ws
