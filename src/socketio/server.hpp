#pragma once
// Seam sketch: names and shapes that users of the library rely on. The owner of this room completes it.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engineio/server.hpp"

namespace webchats::socketio {

/// Arguments of an event or acknowledgement: JSON with binary leaves.
/// A binary leaf is the object {"_placeholder":true,"num":k} in `values` and its bytes in `attachments[k]`.
struct arguments {
  boost::json::array values;
  std::vector<base::shared_buffer> attachments;
  /// Makes a placeholder for `bytes` and remembers them.
  boost::json::value binary(std::string_view bytes);
};

class socket;
using socket_ptr = std::shared_ptr<socket>;

/// Answers an event at most once; does nothing when the client asked for no answer. May be called later, on any loop/thread.
class acknowledge {
 public:
  void operator()(boost::json::array values) const;
  void operator()(arguments values) const;
  [[nodiscard]] bool expected() const noexcept;  ///< the client waits for it
};

/// What the client said when it connected to the namespace.
struct handshake {
  boost::json::value auth;                  ///< v5: the CONNECT payload; v4: the namespace query as an object
  http::request request;                    ///< head of the Engine.IO handshake (shared between namespaces)
};

/// The set of sockets an emit goes to: rooms united, minus exceptions. Cheap value.
/// `io.of("/chat").to("room 1").except(id).emit("message", value)`
class broadcast_operator {
 public:
  broadcast_operator to(std::string room) const;
  broadcast_operator in(std::string room) const;
  broadcast_operator except(std::string room) const;
  broadcast_operator volatile_() const;
  /// Encodes once and posts to every loop; may be called from any thread. Order is kept per calling thread.
  void emit(std::string_view event, boost::json::array values) const;
  void emit(std::string_view event, arguments values) const;
  void sockets_join(std::string room) const;
  void sockets_leave(std::string room) const;
  enum class underlying { keep, close };
  void disconnect_sockets(underlying connection = underlying::keep) const;
};

/// One client in one namespace. Lives on one loop: call it there (handlers run there); `post` gets there from elsewhere.
class socket : public std::enable_shared_from_this<socket> {
 public:
  using event_handler = std::function<void(arguments, acknowledge)>;
  void on(std::string event, event_handler action);
  void on_any(std::function<void(std::string_view event, const arguments&, const acknowledge&)> action);
  void on_disconnect(std::function<void(std::string_view reason)> action);
  /// False when it was not queued (closed, or over the outbox limit).
  bool emit(std::string_view event, boost::json::array values);
  bool emit(std::string_view event, arguments values);
  /// Emits and calls `answer` with the client's acknowledgement, or with nothing after `timeout` or disconnect.
  void emit_with_ack(std::string_view event, arguments values, std::chrono::milliseconds timeout,
                     std::function<void(std::optional<arguments>)> answer);
  void join(std::string room);
  void leave(std::string_view room);
  [[nodiscard]] broadcast_operator to(std::string room) const;   ///< without this socket
  [[nodiscard]] broadcast_operator broadcast() const;            ///< everybody in the namespace but this socket
  void disconnect(broadcast_operator::underlying connection = broadcast_operator::underlying::keep);
  [[nodiscard]] const std::string& id() const noexcept;
  [[nodiscard]] const socketio::handshake& handshake() const noexcept;
  [[nodiscard]] net::loop& loop() noexcept;
  [[nodiscard]] bool connected() const noexcept;
  std::shared_ptr<void> data;  ///< the application's own state of this socket
};

/// Refuses a connection in a middleware: becomes CONNECT_ERROR {"message", "data"}.
struct connect_error { std::string message; boost::json::value data; };
/// Calls back with nothing to go on, or with an error. Runs on the socket's loop; may answer later.
using middleware = std::function<void(socket_ptr, std::function<void(std::optional<connect_error>)> next)>;

class namespace_ {
 public:
  void use(middleware check);
  void on_connection(std::function<void(socket_ptr)> action);
  [[nodiscard]] broadcast_operator to(std::string room) const;
  void emit(std::string_view event, boost::json::array values) const;
  [[nodiscard]] const std::string& name() const noexcept;
};

class server {
 public:
  server(net::loop_group& loops, engineio::server_options options = {});
  namespace_& of(std::string name);
  void on_connection(std::function<void(socket_ptr)> action);  ///< of("/")
  void attach(http::router& routes);
  /// Disconnects everybody ("server shutting down").
  void close();
};

}  // namespace webchats::socketio
