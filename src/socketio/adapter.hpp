#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/ack_result.hpp"
#include "socketio/arguments.hpp"
#include "socketio/audience.hpp"

namespace webchats::socketio {

class remote_socket;

/// Carries out what a namespace does to many sockets. The in-process one reaches every loop of this server; one that
/// joins several servers wraps it (`namespace_::wrap_adapter`). Called from any thread; the order of the calls of one
/// thread must be kept. Functions given to it are called once, on the caller's loop if it is one, else on any.
class adapter {
 public:
  virtual ~adapter() = default;

  /// Sends an event to every socket of the audience.
  virtual void emit(const audience& who, const emit_options& how, std::string_view event, const arguments& values) = 0;
  /// Asks every socket of the audience; `done` gets what came within `timeout`, at once when nobody is asked.
  virtual void emit_with_ack(const audience& who, const emit_options& how, std::string_view event,
                             const arguments& values, std::chrono::milliseconds timeout,
                             std::function<void(broadcast_answers)> done) = 0;
  /// The following are what `broadcast_operator` does under the same names.
  virtual void sockets_join(const audience& who, const std::string& room) = 0;
  virtual void sockets_leave(const audience& who, const std::string& room) = 0;
  virtual void disconnect_sockets(const audience& who, underlying connection) = 0;
  virtual void fetch_sockets(const audience& who, reach scope,
                             std::function<void(std::vector<remote_socket>)> done) = 0;
  /// To the other servers of a cluster: their `namespace_::on_server_side` handlers. `done`, if given, gets one list of
  /// arguments for each server that answered within `timeout`.
  virtual void server_side_emit(std::string_view event, const arguments& values, std::chrono::milliseconds timeout,
                                std::function<void(std::vector<arguments>)> done) = 0;
};

}  // namespace webchats::socketio
