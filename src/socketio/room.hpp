#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace webchats::engineio {
class session;
}

namespace webchats::socketio {

class socket;

/// One receiver, as the delivery loop needs it: the session to write to without a look at the socket.
struct member {
  engineio::session* session;
  socketio::socket* owner;
};

/// A room on one loop, with its members there; it exists while it has any. The list is dense: a member that leaves is
/// replaced by the last one.
struct room {
  std::string name;
  std::vector<member> members;
};

}  // namespace webchats::socketio
