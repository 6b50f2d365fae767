#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engineio/counters.hpp"
#include "engineio/session.hpp"
#include "http/router.hpp"
#include "net/loop_group.hpp"

namespace webchats::engineio {

/// Names and defaults are those of the reference server.
struct server_options {
  std::string path = "/socket.io/";  ///< prefix of every request, with the slash at its end
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::chrono::milliseconds upgrade_timeout{10'000};  ///< from the WebSocket's 101 to the packet `5`
  std::chrono::milliseconds drain_timeout{30'000};    ///< how long a closing polling session waits for a poll
  /// How long OPEN waits behind the 101 of a revision 3 WebSocket. 0: both leave in one piece, which is best for all
  /// real clients; a script that listens for messages only after its `open` event may then miss OPEN.
  std::chrono::milliseconds v3_open_delay{0};
  std::size_t max_payload = 1'000'000;  ///< bytes per POST body and per WebSocket message (`maxPayload`)
  /// May raise the limit for one handshake (the classic front-end sends 4 MiB images); null = max_payload.
  std::function<std::size_t(const http::request&)> max_payload_for;
  std::size_t max_payload_ceiling = 0;  ///< most that `max_payload_for` returns; 0 = max_payload
  std::size_t outbox_limit = 1 << 20;   ///< bytes that may wait for one session
  std::size_t session_limit = 0;        ///< sessions over all loops; further handshakes get 503. 0 = no limit
  enum class v3_clients : std::uint8_t { refuse, accept } v3 = v3_clients::accept;
  enum class transports : std::uint8_t { all, polling_only, websocket_only } enabled = transports::all;
  enum class upgrades : std::uint8_t { refuse, offer } upgrade = upgrades::offer;
  enum class compression : std::uint8_t { off, on } deflate = compression::off;  ///< permessage-deflate
  /// Origins that may use the server from a browser, over HTTP and WebSocket alike. Empty = same origin only;
  /// "*" = every origin. Requests without an Origin (no browser, or same-origin GET) are let through.
  std::vector<std::string> allowed_origins;
  std::function<bool(const http::request&)> allow_request;  ///< false refuses the handshake: code 4
};

/// Engine.IO 3 and 4 on one path: handshakes, transports, upgrade, heartbeats. One table of sessions per loop; the sid
/// names its loop, so a poll or an upgrade that lands on another loop is handed over.
class server {
 public:
  /// Makes the handler for a new session; called on the session's loop. `request` is the handshake. It may already
  /// `send`: to a polling client of revision 3 these messages go out together with OPEN, otherwise right after it.
  /// Null refuses the client (code 4).
  using accept_handler = std::function<std::unique_ptr<session_handler>(session&, const http::request&)>;

  /// Before the loops run.
  server(net::loop_group& loops, server_options options, accept_handler accept);
  /// After the loops have stopped.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Mounts the path on `routes`.
  void attach(http::router& routes);
  /// Closes every session with `server_shutting_down` and refuses new ones; from any thread.
  void close();
  /// Live sessions over all loops (approximate while running); from any thread.
  [[nodiscard]] std::size_t session_count() const noexcept;
  [[nodiscard]] server_counters counters() const noexcept;

 private:
  class shard;
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace webchats::engineio
