#pragma once

#include <string>
#include <string_view>

#include "socketio/arguments.hpp"
#include "socketio/audience.hpp"

namespace webchats::socketio {

/// Carries out what a namespace does to many sockets. The in-process one reaches every loop of this server; one that
/// joins several servers wraps it (`namespace_::wrap_adapter`). Called from any thread; the order of the calls of one
/// thread must be kept.
class adapter {
 public:
  virtual ~adapter() = default;

  virtual void emit(const audience& who, delivery mode, std::string_view event, const arguments& values) = 0;
  virtual void sockets_join(const audience& who, const std::string& room) = 0;
  virtual void sockets_leave(const audience& who, const std::string& room) = 0;
  virtual void disconnect_sockets(const audience& who, underlying connection) = 0;
};

}  // namespace webchats::socketio
