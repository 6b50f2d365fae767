#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace webchats::socketio {

/// Whether `disconnect` also ends the Engine.IO connection below, with all its namespaces.
enum class underlying : std::uint8_t { keep, close };

/// Whether a message may be dropped for a client that cannot take it at once.
enum class delivery : std::uint8_t { reliable, volatile_ };

/// Which sockets of a namespace: those in any of `rooms` (everybody when empty) that are in none of `except`.
/// The id of a socket is a room with that socket in it.
struct audience {
  std::vector<std::string> rooms;
  std::vector<std::string> except;
};

}  // namespace webchats::socketio
