#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <boost/asio/awaitable.hpp>

#include "socketio/adapter.hpp"
#include "socketio/broadcast_operator.hpp"
#include "socketio/socket.hpp"
#include "socketio/typed_handler.hpp"

namespace webchats::socketio {

class admin_console;
struct handler_set;
struct server_core;

/// Refuses a connection in a middleware: CONNECT_ERROR `{"message", "data"}`, v4: ERROR with `data`, or `message`
/// without it.
struct connect_error {
  std::string message;      ///< for the user
  boost::json::value data;  ///< for the program
};

/// Lets the connection go on to the next middleware, or refuses it. Once; later calls do nothing, nor does any call
/// after the client has gone. May be called later and from any thread. Never called: refused at the connect timeout.
using next_function = std::function<void(std::optional<connect_error>)>;

/// Looks at a socket before it is connected. Runs on the socket's loop.
using middleware = std::function<void(socket_ptr, next_function next)>;

/// Something that happened to a room of a namespace on this server. `socket_id` is empty for `created` and `deleted`.
struct room_event {
  enum class kind : std::uint8_t { created, deleted, joined, left } what;  ///< has happened
  std::string_view nsp;                                                    ///< name of the namespace
  std::string_view room;                                                   ///< its name
  std::string_view socket_id;                                              ///< public id
};

/// A channel of its own on a connection, with its handlers, rooms and members, on every loop.
///
/// Made by `server::of`. Handlers and middlewares are set before the server listens and are shared by all loops;
/// they are called on the loop of the socket concerned. Emits may come from any thread.
class namespace_ : public std::enable_shared_from_this<namespace_> {
 public:
  /// The following are what the functions below take; any other function is a typed handler.
  using event_handler = std::function<void(socket&, arguments, acknowledge)>;
  using async_event_handler = std::function<boost::asio::awaitable<void>(socket_ptr, arguments, acknowledge)>;
  using any_handler = std::function<void(socket&, std::string_view event, const arguments&, const acknowledge&)>;
  using outgoing_handler = std::function<void(socket&, std::string_view event, const arguments&)>;
  using server_side_handler = std::function<void(arguments, std::function<void(arguments)> answer)>;
  /// Names what an event asks for, the same for each repetition of it; nothing when it is not to be compared.
  using key_function = std::function<std::optional<std::string>(const socket&, const arguments&)>;

  /// `core` outlives the namespace; `handlers` null: handlers of its own.
  namespace_(std::string name, server_core& core, std::shared_ptr<handler_set> handlers = nullptr);
  ~namespace_();
  namespace_(const namespace_&) = delete;
  namespace_& operator=(const namespace_&) = delete;

  /// Adds a middleware; they run one after the other, before the client's CONNECT is answered.
  namespace_& use(middleware check);
  /// Adds a check of every event, before its handlers; see `packet_middleware`.
  namespace_& use_packets(packet_middleware check);
  /// Called for every new socket, after its CONNECT was answered.
  namespace_& on_connection(std::function<void(socket_ptr)> action);
  /// Called when a socket is about to leave: it is still in its rooms, and takes nothing more.
  namespace_& on_disconnecting(std::function<void(socket&, disconnect_reason)> action);
  /// Called when a socket has left, before its own `on_disconnect` handlers.
  namespace_& on_disconnect(std::function<void(socket&, disconnect_reason)> action);
  /// Adds a handler of `event` for every socket, with C++ parameters; see `adapt_namespace_handler`:
  ///
  ///     nsp.on("join", [](socket& from, const std::string& room) { from.join(room); });
  ///     nsp.on("add", [](int a, int b) { return a + b; });  // answers the acknowledgement
  ///     nsp.on("save", [&](socket_ptr from, message said) -> boost::asio::awaitable<saved> { … });
  ///
  /// The events of one socket are handled one after the other: while a coroutine has not ended the next one waits; at
  /// most `server_options::max_queued_events` do. Throws std::invalid_argument for a reserved name.
  template <typename Handler>
  namespace_& on(std::string event, Handler handler) {
    return add(std::move(event), adapt_namespace_handler(std::move(handler)));
  }
  /// Sees every event before its handlers.
  namespace_& on_any(any_handler action);
  /// Sees every event sent to a socket of this namespace, broadcasts included, acknowledgements not.
  namespace_& on_any_outgoing(outgoing_handler action);
  /// A socket's connection has moved from polling to WebSocket.
  namespace_& on_upgrade(std::function<void(socket&)> action);
  /// What packet middlewares refused, or arguments that a typed handler could not read.
  namespace_& on_error(std::function<void(socket&, std::string_view message)> action);
  /// Rooms that come and go with their first and last member on this server, and who joins and leaves them; the room
  /// that every socket has by its id is not told. Called on the loop of the socket.
  namespace_& on_room_event(std::function<void(const room_event&)> action);
  /// Handles what another server of the cluster sent with `server_side_emit`.
  namespace_& on_server_side(std::string event, server_side_handler action);
  /// Runs the handlers of `event` once for each `key`, however often a client repeats it because an acknowledgement was
  /// lost (option `retries` of the clients): a repetition within `window` gets the same acknowledgement, also while the
  /// first is at work and over another connection. Only for events that ask for an acknowledgement.
  namespace_& deduplicate(std::string event, key_function key,
                          std::chrono::milliseconds window = std::chrono::minutes(2));
  /// Largest packet of a client with its attachments, bytes; more closes the connection. Default: none
  /// beyond those of the server's options.
  namespace_& limit_packets(std::size_t bytes) noexcept;
  /// Replaces the adapter by one made around it.
  namespace_& wrap_adapter(
      const std::function<std::unique_ptr<socketio::adapter>(std::unique_ptr<socketio::adapter>)>& make);

  /// The following begin a `broadcast_operator` of the same name.
  [[nodiscard]] broadcast_operator to(std::string room) const;
  [[nodiscard]] broadcast_operator in(std::string room) const;
  [[nodiscard]] broadcast_operator except(std::string room) const;
  /// Everybody in the namespace; the start of `everybody().volatile_().emit(…)` and the like.
  [[nodiscard]] broadcast_operator everybody() const;
  /// To everybody in the namespace.
  void emit(std::string_view event, const arguments& values = {}) const;
  template <argument... T>
  void emit(std::string_view event, const T&... values) const {
    emit(event, make_arguments(values...));
  }
  /// The following are `broadcast_operator`'s, for everybody in the namespace.
  void sockets_join(std::string room) const;
  void sockets_leave(std::string room) const;
  void disconnect_sockets(underlying connection = underlying::keep) const;
  void fetch_sockets(std::function<void(std::vector<remote_socket>)> done) const;
  /// See `adapter::server_side_emit`; alone, a server has nobody to tell.
  void server_side_emit(std::string_view event, const arguments& values = {},
                        std::function<void(std::vector<arguments>)> done = {},
                        std::chrono::milliseconds timeout = std::chrono::seconds(5)) const;
  /// Calls the `on_server_side` handlers of this server; for adapters.
  void receive_server_side(std::string_view event, const arguments& values,
                           const std::function<void(arguments)>& answer) const;

  /// As it was made: "/chat".
  [[nodiscard]] const std::string& name() const noexcept;
  /// Connected sockets over all loops, exact when nothing changes meanwhile. Any thread.
  [[nodiscard]] std::size_t socket_count() const noexcept;

 private:
  friend class admin_console;
  friend class broadcast_operator;
  friend class client;
  friend class connect_attempt;
  friend class local_adapter;
  friend class namespace_directory;
  friend class namespace_shard;
  friend class pattern_adapter;
  friend class room_watch;
  friend class incoming_event;
  friend class socket;
  friend struct server_core;
  struct registry;  // handlers, shards, adapter

  namespace_& add(std::string event, event_handler action);
  namespace_& add(std::string event, async_event_handler action);

  std::unique_ptr<registry> registry_;
};

/// A key made of the JSON text of one argument, for `namespace_::deduplicate`: right where clients send an id that
/// nobody else can guess, such as a random UUID. Without that argument nothing is compared.
[[nodiscard]] namespace_::key_function argument_key(std::size_t index);

}  // namespace webchats::socketio
