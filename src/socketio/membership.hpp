#pragma once

#include <cstdint>

namespace webchats::socketio {

struct room;

/// A socket's place in a room: `room->members[index]` is this socket, so leaving costs no search.
struct membership {
  socketio::room* room;
  std::uint32_t index;
};

}  // namespace webchats::socketio
