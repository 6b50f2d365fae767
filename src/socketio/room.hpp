#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "socketio/encoded_packet.hpp"
#include "socketio/fan_out.hpp"

namespace webchats::engineio {
class session;
}

namespace webchats::socketio {

class socket;

/// One receiver, as the delivery loop needs it: what to write to, and in which form, without a look at the socket.
struct member {
  engineio::session* session;
  socketio::socket* owner;
  wire_form form;
};

/// A room on one loop, with its members there; it exists while it has any. The list is dense: a member that leaves is
/// replaced by the last one.
struct room {
  std::string name;
  std::vector<member> members;
  std::unique_ptr<fan_out> outlet;  ///< while there is traffic that pays for it
};

}  // namespace webchats::socketio
