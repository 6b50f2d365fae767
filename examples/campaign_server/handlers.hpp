#pragma once

#include <chrono>

#include "socketio/server.hpp"
#include "statistics.hpp"

/// Sets what clients of campaigns use on `io`: namespaces that let in, never let in and let in too late; rooms;
/// acknowledgements that come, come late and never come. `patience`: of the server's own questions; `too_late`: of what
/// comes late.
void set_handlers(webchats::socketio::server& io, statistics& counted, std::chrono::milliseconds patience,
                  std::chrono::milliseconds too_late);
