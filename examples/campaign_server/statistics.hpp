#pragma once

#include <string>

#include "http/server.hpp"
#include "socketio/server.hpp"

/// What is alive in a server, and why sessions have ended, as JSON: `{"connections", "sessions", "sockets",
/// "namespaces", "heap", "recovered", …, "reasons": {"ping timeout": n, …}}`. `heap` is what the program has allocated
/// and not freed, in bytes, which no allocator's habits blur. Any thread.
[[nodiscard]] std::string statistics(const webchats::http::server& http, webchats::socketio::server& io);
