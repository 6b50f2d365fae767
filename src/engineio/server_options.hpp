#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engineio/cookie.hpp"
#include "engineio/hooks.hpp"
#include "engineio/rate_limit.hpp"
#include "http/message.hpp"

namespace webchats::engineio {

/// Names and defaults are those of the reference server.
struct server_options {
  /// Whether something optional is done.
  enum class feature : std::uint8_t { off, on };

  std::string path = "/socket.io/";  ///< prefix of every request
  /// `optional`: the path without the slash at its end is served too.
  enum class slash : std::uint8_t { required, optional } trailing_slash = slash::required;
  std::chrono::milliseconds ping_interval{25'000};    ///< between pings
  std::chrono::milliseconds ping_timeout{20'000};     ///< for the answer to one; then the session ends
  std::chrono::milliseconds upgrade_timeout{10'000};  ///< from the WebSocket's 101 to the packet `5`
  std::chrono::milliseconds drain_timeout{30'000};    ///< how long a closing polling session waits for a poll
  /// How long middlewares and `allow_request` may take together; then the request is refused.
  std::chrono::milliseconds handshake_timeout{10'000};
  /// How long OPEN waits behind the 101 of a revision 3 WebSocket. 0: both leave in one piece, which is best for all
  /// real clients; a script that listens for messages only after its `open` event may then miss OPEN.
  std::chrono::milliseconds v3_open_delay{0};
  std::size_t max_payload = 1'000'000;  ///< bytes per POST body and per WebSocket message (`maxPayload`)
  /// May raise the limit for one handshake (the classic front-end sends 4 MiB images); null = max_payload.
  std::function<std::size_t(const http::request&)> max_payload_for;
  std::size_t max_payload_ceiling = 0;  ///< most that `max_payload_for` returns; 0 = max_payload
  std::size_t outbox_limit = 1 << 20;   ///< bytes that may wait for one session
  std::size_t session_limit = 0;        ///< sessions over all loops; further handshakes get 503. 0 = no limit
  /// Handshakes of one address, over all loops; more get 429 with Retry-After. Off by default: many people may share an
  /// address.
  rate_limit handshakes_per_address;
  /// What one client may send: packets of every type, and bytes of their data (a single one of `max_payload` bytes
  /// always may). More ends the session with `rate_limited`.
  rate_limit packets_per_session;
  rate_limit bytes_per_session;
  /// Clients of Socket.IO 2 and older.
  enum class v3_clients : std::uint8_t { refuse, accept } v3 = v3_clients::accept;
  /// For clients of Socket.IO 1.x, which encode text in polling payloads twice and decode it twice, and cannot be told
  /// from those of 2.x. `escaped`: messages are JSON; to polling clients of revision 3 they go in ASCII (`\uXXXX`),
  /// which both read alike, and what such clients post is decoded twice if it can be. `raw`: neither.
  polling_format::text v3_polling_text = polling_format::text::raw;
  /// The transports that are served.
  enum class transports : std::uint8_t { all, polling_only, websocket_only } enabled = transports::all;
  /// From polling to WebSocket.
  enum class upgrades : std::uint8_t { refuse, offer } upgrade = upgrades::offer;
  feature deflate = feature::off;                 ///< permessage-deflate
  std::size_t deflate_threshold = 1024;           ///< bytes; shorter messages are not compressed
  feature http_compression = feature::on;         ///< gzip and deflate for answers to polls
  std::size_t http_compression_threshold = 1024;  ///< bytes; shorter bodies are not compressed
  /// Origins that may use the server from a browser, over HTTP and WebSocket alike. Empty = same origin only;
  /// "*" = every origin. Requests without an Origin (no browser, or same-origin GET) are let through.
  std::vector<std::string> allowed_origins;
  /// Asked about every handshake after all other checks but that of the revision; a refusal has code 4 and its text as
  /// message. Null = all are let in.
  allow_handler allow_request;
  /// Sent with the answer to a handshake, HTTP or 101; nothing = no cookie.
  std::optional<cookie_options> cookie;
};

}  // namespace webchats::engineio
