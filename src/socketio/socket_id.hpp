#pragma once

#include <string>

namespace webchats::socketio {

/// A new public socket id of protocol v5: 20 characters of base64url, 120 random bits.
[[nodiscard]] std::string make_socket_id();

}  // namespace webchats::socketio
