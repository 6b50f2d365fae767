#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include <boost/asio/ip/tcp.hpp>

#include "engineio/server.hpp"
#include "socketio/namespace.hpp"

namespace webchats::socketio {

/// Names and defaults are those of the reference server, where it has them.
struct server_options {
  engineio::server_options engine = {};
  std::chrono::milliseconds connect_timeout{45'000};     ///< to join a first namespace, and for middlewares to answer
  std::chrono::milliseconds attachment_timeout{30'000};  ///< from a binary packet's header to its last attachment
  std::size_t max_attachments = 10;                      ///< per packet; 1 to 9,999
  std::size_t max_attachment_bytes = 10'000'000;         ///< per packet, all together
  std::size_t max_json_depth = 32;                       ///< nesting of arrays and objects, the outermost counted
  std::size_t max_pending_acks = 1'000;                  ///< acknowledgements awaited from one socket
  /// Headers of the handshake that sockets keep, lower case.
  std::vector<std::string> handshake_headers{"authorization", "cookie", "origin", "user-agent", "accept-language"};
};

/// A Socket.IO server for clients of every version: protocol v5 on Engine.IO 4 and v4 on Engine.IO 3, on the same port.
///
/// Make it, set handlers, `attach` it to a router (or `listen` on its own), then start the loops.
/// It must outlive the loops' threads: stop them first.
class server {
 public:
  explicit server(net::loop_group& loops, server_options options = {});
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// The namespace with this name ("/" is always there), made when needed. Before the server listens.
  namespace_& of(std::string_view name);

  /// The following are those of `of("/")`.
  namespace_& use(middleware check);
  namespace_& on_connection(std::function<void(socket_ptr)> action);
  namespace_& on_disconnect(std::function<void(socket&, disconnect_reason)> action);
  namespace_& on(std::string event, namespace_::event_handler action);
  [[nodiscard]] broadcast_operator to(std::string room) const;
  [[nodiscard]] broadcast_operator in(std::string room) const;
  [[nodiscard]] broadcast_operator except(std::string room) const;
  void emit(std::string_view event, const arguments& values = {}) const;

  /// Mounts the Engine.IO path on `routes`.
  void attach(http::router& routes);
  /// For a server that is nothing else: an HTTP server of its own. Binds before it returns; port 0 takes a free one.
  /// May be called for several addresses. Throws boost::system::system_error.
  boost::asio::ip::tcp::endpoint listen(const boost::asio::ip::tcp::endpoint& address);

  /// Disconnects everybody: reason `server_shutting_down`. Any thread; done when `session_count()` is 0.
  void close();
  /// Live Engine.IO sessions over all loops.
  [[nodiscard]] std::size_t session_count() const noexcept;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace webchats::socketio
