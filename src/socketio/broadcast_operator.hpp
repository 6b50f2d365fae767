#pragma once

#include <string>
#include <string_view>

#include "socketio/arguments.hpp"
#include "socketio/audience.hpp"

namespace webchats::socketio {

class adapter;

/// The sockets an emit goes to: rooms united, minus exceptions. A value; every call returns a changed copy.
/// `io.of("/chat").to("room 1").except(id).emit("message", {value})`
///
/// Usable from any thread, as long as the server lives. A socket in several of the rooms is reached once. What one
/// thread asks for is done in its order, on every loop; on a loop of the server its own sockets are served before the
/// call returns, so a broadcast and the direct emits around it arrive in program order.
class broadcast_operator {
 public:
  explicit broadcast_operator(socketio::adapter& target, socketio::audience who = {})
      : adapter_(&target), audience_(std::move(who)) {}

  [[nodiscard]] broadcast_operator to(std::string room) &&;
  [[nodiscard]] broadcast_operator to(std::string room) const&;
  /// The same as `to`.
  [[nodiscard]] broadcast_operator in(std::string room) &&;
  [[nodiscard]] broadcast_operator in(std::string room) const&;
  [[nodiscard]] broadcast_operator except(std::string room) &&;
  [[nodiscard]] broadcast_operator except(std::string room) const&;
  /// Clients that cannot take the message at once (full socket, no poll waiting) do not get it.
  [[nodiscard]] broadcast_operator volatile_() const;

  /// Encodes once, whatever the number of receivers.
  void emit(std::string_view event, const arguments& values = {}) const;
  void sockets_join(std::string room) const;
  void sockets_leave(std::string room) const;
  void disconnect_sockets(underlying connection = underlying::keep) const;

 private:
  socketio::adapter* adapter_;
  socketio::audience audience_;
  delivery delivery_ = delivery::reliable;
};

}  // namespace webchats::socketio
