#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/adapter.hpp"
#include "socketio/broadcast_operator.hpp"
#include "socketio/socket.hpp"

namespace webchats::net {
class loop_group;
}

namespace webchats::socketio {

/// Refuses a connection in a middleware: CONNECT_ERROR `{"message", "data"}`, v4: ERROR with `data`, or `message`
/// without it.
struct connect_error {
  std::string message;
  boost::json::value data;
};

/// Lets the connection go on to the next middleware, or refuses it. Once; later calls do nothing, nor does any call
/// after the client has gone. May be called later and from any thread. Never called: refused at the connect timeout.
using next_function = std::function<void(std::optional<connect_error>)>;

/// Looks at a socket before it is connected. Runs on the socket's loop.
using middleware = std::function<void(socket_ptr, next_function next)>;

/// A channel of its own on a connection, with its handlers, rooms and members, on every loop.
///
/// Made by `server::of`. Handlers and middlewares are set before the server listens and are shared by all loops;
/// they are called on the loop of the socket concerned. Emits may come from any thread.
class namespace_ {
 public:
  using event_handler = std::function<void(socket&, arguments, acknowledge)>;
  using any_handler = std::function<void(socket&, std::string_view event, const arguments&, const acknowledge&)>;

  namespace_(std::string name, net::loop_group& loops);
  ~namespace_();
  namespace_(const namespace_&) = delete;
  namespace_& operator=(const namespace_&) = delete;

  /// Adds a middleware; they run one after the other, before the client's CONNECT is answered.
  namespace_& use(middleware check);
  /// Called for every new socket, after its CONNECT was answered.
  namespace_& on_connection(std::function<void(socket_ptr)> action);
  /// Called when a socket has left, before its own `on_disconnect` handlers.
  namespace_& on_disconnect(std::function<void(socket&, disconnect_reason)> action);
  /// Adds a handler of `event` for every socket. Throws std::invalid_argument for a reserved name.
  namespace_& on(std::string event, event_handler action);
  /// Sees every event before its handlers.
  namespace_& on_any(any_handler action);
  /// Largest packet of a client with its attachments, bytes; more closes the connection. Default: none
  /// beyond those of the server's options.
  namespace_& limit_packets(std::size_t bytes) noexcept;
  /// Replaces the adapter by one made around it.
  namespace_& wrap_adapter(
      const std::function<std::unique_ptr<socketio::adapter>(std::unique_ptr<socketio::adapter>)>& make);

  [[nodiscard]] broadcast_operator to(std::string room) const;
  [[nodiscard]] broadcast_operator in(std::string room) const;
  [[nodiscard]] broadcast_operator except(std::string room) const;
  /// To everybody in the namespace.
  void emit(std::string_view event, const arguments& values = {}) const;
  void sockets_join(std::string room) const;
  void sockets_leave(std::string room) const;
  void disconnect_sockets(underlying connection = underlying::keep) const;

  [[nodiscard]] const std::string& name() const noexcept;
  /// Connected sockets over all loops, exact when nothing changes meanwhile. Any thread.
  [[nodiscard]] std::size_t socket_count() const noexcept;

 private:
  friend class client;
  friend class connect_attempt;
  friend class local_adapter;
  friend class socket;
  struct registry;  // handlers, middlewares, shards

  std::unique_ptr<registry> registry_;
};

}  // namespace webchats::socketio
