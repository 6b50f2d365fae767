#pragma once

#include <string_view>

#include "socketio/arguments.hpp"
#include "socketio/disconnect_reason.hpp"

namespace webchats::socketio {

class socket;

/// Sees what happens to the sockets of all namespaces, those that patterns make included. Called on the loop of the
/// socket, at the same time on several, and only while `server_core::observer` names it.
class server_observer {
 public:
  virtual ~server_observer() = default;

  /// Its CONNECT was answered; before the application's handlers.
  virtual void on_connected(const socket& who) = 0;
  /// It has left its rooms and the namespace; before the application's handlers.
  virtual void on_disconnected(const socket& who, disconnect_reason reason) = 0;
  /// Its connection moved from polling to WebSocket.
  virtual void on_upgraded(const socket& who) = 0;
  /// Rooms, the socket's own excepted.
  virtual void on_joined(const socket& who, std::string_view room) = 0;
  virtual void on_left(const socket& who, std::string_view room) = 0;
  /// Events before their handlers; what is sent, acknowledgements excepted.
  virtual void on_received(const socket& who, std::string_view event, const arguments& values) = 0;
  virtual void on_sent(const socket& who, std::string_view event, const arguments& values) = 0;
};

}  // namespace webchats::socketio
