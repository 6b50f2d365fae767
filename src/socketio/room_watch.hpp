#pragma once

#include <cstddef>
#include <mutex>
#include <string_view>

#include "socketio/handler_set.hpp"

namespace webchats::socketio {

/// Tells the `on_room_event` handlers of a namespace, and the observer of the server. A room lives on several loops; it
/// is created with its first member on any of them and deleted with its last. Costs nothing when nobody listens.
class room_watch {
 public:
  /// On the loop of the socket, after the change.
  void joined(const namespace_& nsp, std::string_view room, const socket& who);
  void left(const namespace_& nsp, std::string_view room, const socket& who);

 private:
  void tell(const namespace_& nsp, const room_event& what);

  std::mutex mutex_;
  string_map<std::size_t> members_;  // over all loops
};

}  // namespace webchats::socketio
