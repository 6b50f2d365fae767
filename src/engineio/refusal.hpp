#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace webchats::engineio {

/// Why a request is not served. The values are the reference server's error codes.
enum class refusal : std::uint8_t {
  unknown_transport = 0,
  unknown_session = 1,
  bad_handshake_method = 2,
  bad_request = 3,
  forbidden = 4,
  unsupported_version = 5,
};
[[nodiscard]] std::string_view to_string(refusal reason) noexcept;

/// `{"code":n,"message":"…"}` with 400, or 403 for `forbidden`.
[[nodiscard]] http::response refuse(refusal reason);

/// The whole answer to a refused upgrade: 400 whatever the reason, its words as text, and the connection ends.
[[nodiscard]] std::string refuse_upgrade(refusal reason);
/// The same for an origin that may not connect: 403, before any WebSocket exists.
[[nodiscard]] std::string refuse_upgrade_of_origin();

}  // namespace webchats::engineio
