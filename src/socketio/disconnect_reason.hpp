#pragma once

#include <cstdint>
#include <string_view>

namespace webchats::socketio {

/// Why a socket left its namespace.
enum class disconnect_reason : std::uint8_t {
  transport_error,              ///< the connection failed
  transport_close,              ///< the client went away without a word
  forced_close,                 ///< the client closed the Engine.IO session
  ping_timeout,                 ///< no heartbeat in time
  parse_error,                  ///< the client sent something undecodable, or a packet that its state forbids
  server_shutting_down,         ///< `server::close`
  forced_server_close,          ///< the server closed the connection
  overload,                     ///< more events of the client waited for their handlers than may
  rate_limited,                 ///< the client sent more than `engineio::server_options` allows
  slow_consumer,                ///< the client did not read and its outbox went over the limit
  client_namespace_disconnect,  ///< the client left this namespace
  server_namespace_disconnect,  ///< `socket::disconnect`, `disconnect_sockets`
};

/// The reference server's words, e.g. "ping timeout".
[[nodiscard]] std::string_view to_string(disconnect_reason reason) noexcept;

}  // namespace webchats::socketio
