#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace webchats::engineio {

/// Engine.IO protocol revision, query parameter `EIO`. Everything but `EIO=4` counts as 3.
enum class protocol : std::uint8_t { v3 = 3, v4 = 4 };

enum class message_type : std::uint8_t { text, binary };

/// Whether a message may be compressed on its way, if client and server have agreed on it.
enum class compression : std::uint8_t { allow, off };

enum class transport : std::uint8_t { polling, websocket };

/// Why a session ended: the reasons of the reference server, in its words (`to_string`), and two of our own.
enum class close_reason : std::uint8_t {
  transport_error,       ///< the client broke a rule of the transport, or its connection failed
  transport_close,       ///< the client left
  forced_close,          ///< this side called `close`
  ping_timeout,          ///< nothing was heard in time
  parse_error,           ///< a packet that is none
  server_shutting_down,  ///< `server::close`
  forced_server_close,   ///< the protocol above refused the client
  slow_consumer,         ///< more waits for the client than its outbox may hold
  rate_limited,          ///< the client sends more than it may
};
inline constexpr std::size_t close_reasons = 9;
[[nodiscard]] std::string_view to_string(close_reason reason) noexcept;

}  // namespace webchats::engineio
