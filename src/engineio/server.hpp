#pragma once

#include <cstddef>
#include <memory>

#include "engineio/counters.hpp"
#include "engineio/hooks.hpp"
#include "engineio/server_options.hpp"
#include "http/router.hpp"
#include "net/loop_group.hpp"

namespace webchats::engineio {

/// Engine.IO 3 and 4 on one path: handshakes, transports, upgrade, heartbeats. One table of sessions per loop; the sid
/// names its loop, so a poll or an upgrade that lands on another loop is handed over.
class server {
 public:
  /// Makes what is above a session; null refuses the client.
  using accept_handler = engineio::accept_handler;

  /// Before the loops run.
  server(net::loop_group& loops, server_options options, accept_handler accept);
  /// After the loops have stopped.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // ---- before the first request ----

  /// Adds a middleware for every HTTP and upgrade request of the path; they are asked in the order they were added.
  void use(middleware added);
  /// Called for every request that is refused, on the loop where that is found; at the same time on several.
  void on_connection_error(connection_error_handler told);
  /// Called for the answer to every handshake, HTTP or 101, after `on_headers`; on the loop of the request.
  void on_initial_headers(header_hook adds);
  /// Called for every answer, refusals included, and every 101; on the loop of the request.
  void on_headers(header_hook adds);
  /// Mounts the path on `routes`.
  void attach(http::router& routes);

  // ---- any time, any thread ----

  /// Closes every session with `server_shutting_down` and refuses new ones.
  void close();
  /// Live sessions over all loops (approximate while running).
  [[nodiscard]] std::size_t session_count() const noexcept;
  /// Any thread.
  [[nodiscard]] server_counters counters() const noexcept;

 private:
  class admission;
  class shard;
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace webchats::engineio
