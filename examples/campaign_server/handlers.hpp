#pragma once

#include <chrono>

#include "socketio/server.hpp"

/// How long the other side is waited for, and how long it waits in vain.
struct patience {
  std::chrono::milliseconds answers{10'000};   ///< of the server's own questions
  std::chrono::milliseconds too_late{46'000};  ///< what comes late comes after that
};

/// Refuses nobody, but never decides about a handshake with the query `decide=never`.
void set_hooks(webchats::engineio::server_options& options);
/// Sets what clients of campaigns use: namespaces that let in, never let in, let in too late, and come and go; rooms;
/// handlers and acknowledgements that end, end late and never end.
void set_handlers(webchats::socketio::server& io, const patience& waits);
