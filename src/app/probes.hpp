#pragma once

#include <atomic>

#include "chat/accounts.hpp"
#include "chat/administration.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "socketio/server.hpp"
#include "store/store.hpp"

namespace webchats::app {

/// What the probes look at. Everything outlives the loops' threads.
struct probed {
  store::store& data;
  chat::accounts& accounts;
  chat::administration& administration;
  const socketio::server& sockets;
  const http::server& web;
  const std::atomic<bool>& draining;  ///< the server is about to end
};

/// For who watches the server: `GET /healthz` (a loop answers), `GET /readyz` (the store can be read and written, and
/// the server does not end; else 503 with the reason) and `GET /metrics` (Prometheus, text format 0.0.4), the last one
/// for this machine and by the token of somebody who may see the storage.
void install_probes(http::router& routes, const probed& parts);

}  // namespace webchats::app
