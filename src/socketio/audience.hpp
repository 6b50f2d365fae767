#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engineio/protocol.hpp"

namespace webchats::socketio {

/// Whether `disconnect` also ends the Engine.IO connection below, with all its namespaces.
enum class underlying : std::uint8_t { keep, close };

/// Whether a message may be dropped for a client that cannot take it at once.
enum class delivery : std::uint8_t { reliable, volatile_ };

/// Whether a message may be compressed on its way, where the client agreed to compression.
using engineio::compression;

/// Whether a broadcast goes to all servers of a cluster or stays on this one.
enum class reach : std::uint8_t { cluster, local };

/// How a message is sent.
struct emit_options {
  delivery mode = delivery::reliable;
  compression compress = compression::allow;
  reach scope = reach::cluster;
  /// Not empty: while a client cannot take the message, a later one with the same key takes its place, so that at most
  /// one per key waits for a slow client (a position, a counter, a typing notice).
  std::string coalesce_key = {};
};

/// What became of an emit to one socket.
enum class emit_status : std::uint8_t {
  queued,         ///< leaves at the end of the turn, or when the client takes it
  coalesced,      ///< waits under its key until the client takes it, or until another one replaces it
  dropped,        ///< volatile, and the client could not take it at once
  not_connected,  ///< the socket is not connected, or its connection ends now because too much waits for it
};

/// Which sockets of a namespace: those in any of `rooms` (everybody when empty) that are in none of `except`.
/// The id of a socket is a room with that socket in it.
struct audience {
  std::vector<std::string> rooms;
  std::vector<std::string> except;
};

}  // namespace webchats::socketio
