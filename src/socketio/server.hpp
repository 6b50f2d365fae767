#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>
#include <boost/asio/ip/tcp.hpp>

#include "engineio/server.hpp"
#include "net/tls.hpp"
#include "socketio/namespace.hpp"
#include "socketio/namespace_directory.hpp"

namespace webchats::socketio {

struct admin_options;
struct server_core;

/// Connection state recovery: a client of version 4.6 or later whose connection broke gets its id, its rooms and its
/// `socket::data` back, and everything it has missed. In memory: not across a restart.
struct recovery_options {
  std::chrono::milliseconds max_disconnection_duration{120'000};  ///< after which a session is forgotten
  std::size_t max_log_bytes = 16 << 20;                           ///< of events kept per namespace
  enum class middlewares : std::uint8_t { skip, run } on_recovery = middlewares::skip;  ///< of the namespace
};

/// What happened since the start. Sums over all loops, each good to the moment it was read.
struct server_counters {
  engineio::server_counters engine;       ///< of the protocol below
  std::size_t sockets = 0;                ///< connected now
  std::uint64_t connections = 0;          ///< of sockets to namespaces
  std::uint64_t refused_connections = 0;  ///< by middlewares, and to namespaces that do not exist
  std::uint64_t disconnections = 0;       ///< of sockets from namespaces
  std::uint64_t events_in = 0;            ///< from clients
  std::uint64_t events_out = 0;           ///< deliveries: a broadcast counts once for each receiver
  std::uint64_t acks_in = 0;              ///< answers of clients
  std::uint64_t acks_out = 0;             ///< answers to clients
  std::uint64_t paced = 0;                ///< deliveries that waited for others: see `server_options::fan_out_pace`
  std::uint64_t dropped_volatile = 0;     ///< not sent because the client could not take them
  std::uint64_t coalesced = 0;            ///< held back for a slow client under a key
  std::uint64_t acks_timed_out = 0;       ///< answers that clients did not give in time
  std::uint64_t bad_arguments = 0;        ///< events whose arguments a typed handler could not read
  std::uint64_t packets_refused = 0;      ///< by packet middlewares
  std::uint64_t parse_errors = 0;         ///< connections closed for what they sent
  std::uint64_t overloads = 0;            ///< connections closed because too many events waited for their handlers
  std::uint64_t recovered = 0;            ///< sockets that came back and missed nothing
  std::uint64_t recovered_partly = 0;     ///< what was missed is not known any more
  std::uint64_t recoveries_failed = 0;    ///< the session is not known any more
  std::uint64_t deduplicated = 0;         ///< repetitions that were not carried out again
};

/// Names and defaults are those of the reference server, where it has them.
struct server_options {
  engineio::server_options engine = {};                  ///< of the protocol below
  std::chrono::milliseconds connect_timeout{45'000};     ///< to join a first namespace, and for middlewares to answer
  std::chrono::milliseconds attachment_timeout{30'000};  ///< from a binary packet's header to its last attachment
  /// How long a message to a large room waits at most for others, so that they share the writes to its members. Only
  /// what follows another one closely waits, and only while that brings some together. Zero: everything leaves at once.
  std::chrono::milliseconds fan_out_pace{15};
  std::size_t max_attachments = 10;               ///< per packet; 1 to 9,999
  std::size_t max_attachment_bytes = 10'000'000;  ///< per packet, all together
  std::size_t max_json_depth = 32;                ///< nesting of arrays and objects, the outermost counted
  std::size_t max_pending_acks = 1'000;           ///< acknowledgements awaited from one socket
  std::size_t max_queued_events = 1'000;          ///< of one socket that wait for its earlier events' coroutines
  std::size_t max_queued_bytes = 4 << 20;         ///< the same, in bytes of their packets
  std::size_t max_namespaces = 100;               ///< that one connection may have joined or asked for
  /// How clients encode their packets: as JSON, with socket.io-msgpack-parser, or, automatic, each as its first packet
  /// shows. A client of protocol v4 hears the server first, so automatic means JSON for it.
  enum class parsers : std::uint8_t { automatic, json, msgpack } parser = parsers::automatic;
  /// Whether the browser client is served beside the connections: `<path>socket.io.min.js` and its neighbours.
  enum class client : std::uint8_t { serve, omit } browser_client = client::serve;
  /// Connection state recovery; nothing = off.
  std::optional<recovery_options> recovery = {};
  /// Namespaces that a pattern has made: removed with their last socket, or kept.
  enum class dynamic_namespaces : std::uint8_t { remove, keep } empty_namespaces = dynamic_namespaces::remove;
  /// Headers of the handshake that sockets keep, lower case.
  std::vector<std::string> handshake_headers{"authorization", "cookie", "origin", "user-agent", "accept-language"};
};

/// A Socket.IO server for clients of every version: protocol v5 on Engine.IO 4 and v4 on Engine.IO 3, on the same port.
///
/// Make it, set handlers, `attach` it to a router (or `listen` on its own), then start the loops.
/// It must outlive the loops' threads: stop them first.
class server {
 public:
  /// Before the loops run; they outlive it.
  explicit server(net::loop_group& loops, server_options options = {});
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// The namespace with this name ("/" is always there), made when needed. Before the server listens.
  namespace_& of(std::string_view name);
  /// All namespaces whose whole name `pattern` matches, made when a client asks for one. What is set on the result
  /// holds for each of them, and what is emitted with it goes to all of them. Before the server listens.
  namespace_& of(const std::regex& pattern);
  /// The same with a function that looks at the name and at the payload of the client's CONNECT.
  namespace_& of(namespace_check check);
  /// The namespace with this name, or null. Any thread.
  [[nodiscard]] std::shared_ptr<namespace_> find(std::string_view name) const;
  /// All there are now. Any thread.
  [[nodiscard]] std::vector<std::shared_ptr<namespace_>> namespaces() const;
  /// Told of every namespace, those there are first, then each that a pattern makes, on the loop of the client that
  /// asked for it. Before the server listens.
  void on_namespace(std::function<void(namespace_&)> action);

  /// The following are those of `of("/")`.
  namespace_& use(middleware check);
  namespace_& on_connection(std::function<void(socket_ptr)> action);
  namespace_& on_disconnect(std::function<void(socket&, disconnect_reason)> action);
  template <typename Handler>
  namespace_& on(std::string event, Handler handler) {
    return of("/").on(std::move(event), std::move(handler));
  }
  [[nodiscard]] broadcast_operator to(std::string room) const;
  [[nodiscard]] broadcast_operator in(std::string room) const;
  [[nodiscard]] broadcast_operator except(std::string room) const;
  [[nodiscard]] broadcast_operator everybody() const;
  void emit(std::string_view event, const arguments& values = {}) const;
  template <argument... T>
  void emit(std::string_view event, const T&... values) const {
    emit(event, make_arguments(values...));
  }

  /// Mounts the Engine.IO path on `routes`.
  void attach(http::router& routes);
  /// For a server that is nothing else: an HTTP server of its own. Binds before it returns; port 0 takes a free one.
  /// May be called for several addresses. With `tls`, `https://` and `wss://` are served: see `http::server::listen`.
  /// Throws boost::system::system_error.
  boost::asio::ip::tcp::endpoint listen(const boost::asio::ip::tcp::endpoint& address,
                                        const std::optional<net::tls_context>& tls = std::nullopt);

  /// Disconnects everybody: reason `server_shutting_down`. Any thread; done when `session_count()` is 0.
  void close();
  /// Any thread.
  [[nodiscard]] server_counters counters() const;
  /// The loops it runs on.
  [[nodiscard]] net::loop_group& loops() noexcept;
  /// The server of the protocol below: hooks and counters of connections.
  [[nodiscard]] engineio::server& engine() noexcept;
  /// Live Engine.IO sessions over all loops.
  [[nodiscard]] std::size_t session_count() const noexcept;

 private:
  friend void instrument(server& io, const admin_options& options);
  [[nodiscard]] server_core& core() noexcept;

  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace webchats::socketio
