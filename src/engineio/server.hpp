#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engineio/session.hpp"
#include "http/router.hpp"

namespace webchats::engineio {

/// Names and defaults are those of the reference server.
struct server_options {
  std::string path = "/socket.io/";                  ///< prefix of every request
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::chrono::milliseconds upgrade_timeout{10'000};
  std::size_t max_payload = 1'000'000;               ///< bytes per POST body and per WebSocket message (`maxPayload`)
  /// May raise the limit for one handshake (the classic front-end sends 4 MiB images); null = max_payload.
  std::function<std::size_t(const http::request&)> max_payload_for;
  std::size_t outbox_limit = 1 << 20;                ///< bytes that may wait for one session
  bool allow_v3 = true;                              // (make these closed enums or transports set as you see fit)
  std::vector<std::string> allowed_origins;          ///< empty = same origin only; "*" = every origin; applies to HTTP and WebSocket
  std::function<bool(const http::request&)> allow_request;  ///< false refuses the handshake: 403, code 4
  /// v3 only: appended to the OPEN payload of a polling handshake and sent right after OPEN otherwise ("40").
};

/// Engine.IO 3 and 4 on one path: handshakes, transports, upgrade, heartbeats. One table of sessions per loop; the sid
/// names its loop, so a poll or an upgrade that lands on another loop is handed over.
class server {
 public:
  /// Makes the handler for a new session; called on the session's loop. `request` is the handshake.
  using accept_handler = std::function<std::unique_ptr<session_handler>(session&, const http::request&)>;

  server(net::loop_group& loops, server_options options, accept_handler accept);
  ~server();

  /// Mounts the path on `routes`.
  void attach(http::router& routes);
  /// Closes every session with `server_shutting_down`.
  void close();
  /// Live sessions over all loops (approximate while running).
  [[nodiscard]] std::size_t session_count() const noexcept;
};

}  // namespace webchats::engineio
