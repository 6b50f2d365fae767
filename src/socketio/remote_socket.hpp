#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include <boost/json/object.hpp>

#include "socketio/arguments.hpp"
#include "socketio/audience.hpp"
#include "socketio/broadcast_operator.hpp"
#include "socketio/handshake.hpp"

namespace webchats::socketio {

/// A connected socket as `fetch_sockets` saw it, wherever it lives: on another loop, or on another server. A value; its
/// members are those of the moment, its functions act on the socket if it is still there. Any thread.
class remote_socket {
 public:
  /// `nsp` is the namespace the socket is in.
  explicit remote_socket(std::shared_ptr<const namespace_> nsp) : nsp_(std::move(nsp)) {}

  std::string id;                  ///< public id
  socketio::handshake handshake;   ///< what the client said when it connected
  std::vector<std::string> rooms;  ///< joined rooms, its own id first
  boost::json::object data;        ///< `socket::data`
  std::string transport;           ///< "polling" or "websocket"

  /// Sends an event to the socket.
  void emit(std::string_view event, const arguments& values = {}) const { only().emit(event, values); }
  /// The following are what `socket` does under the same names, wherever it is.
  void join(std::string room) const { only().sockets_join(std::move(room)); }
  void leave(std::string room) const { only().sockets_leave(std::move(room)); }
  void disconnect(underlying connection = underlying::keep) const { only().disconnect_sockets(connection); }

 private:
  [[nodiscard]] broadcast_operator only() const { return broadcast_operator(nsp_).to(id); }

  std::shared_ptr<const namespace_> nsp_;
};

}  // namespace webchats::socketio
