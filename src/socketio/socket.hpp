#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/acknowledge.hpp"
#include "socketio/arguments.hpp"
#include "socketio/broadcast_operator.hpp"
#include "socketio/disconnect_reason.hpp"
#include "socketio/handshake.hpp"
#include "socketio/membership.hpp"

namespace webchats::net {
class loop;
}

namespace webchats::socketio {

class ack_timers;
class client;
class namespace_;
class namespace_shard;
class socket;
using socket_ptr = std::shared_ptr<socket>;

/// One client in one namespace.
///
/// Lives on one loop: handlers run there, one after the other, and every member function but `post` is called there.
/// The namespace holds it while it is connected; whoever keeps a `socket_ptr` longer sees `connected() == false`.
/// Its handlers are dropped when it disconnects, so a handler may hold the `socket_ptr`.
///
/// Handlers set here cost memory per socket; the same set once with `namespace_::on` cost nothing per socket.
/// An exception that leaves a handler is logged and answers no acknowledgement; the connection goes on.
class socket : public std::enable_shared_from_this<socket> {
 public:
  using event_handler = std::function<void(arguments, acknowledge)>;
  using any_handler = std::function<void(std::string_view event, const arguments&, const acknowledge&)>;

  class token;
  /// Made by the server only.
  socket(token, namespace_shard& home, client& connection, std::string id, socketio::handshake said);
  ~socket();
  socket(const socket&) = delete;
  socket& operator=(const socket&) = delete;

  /// Adds a handler of `event`, called after those of the namespace. Throws std::invalid_argument for a reserved name.
  void on(std::string event, event_handler action);
  /// Removes the handlers that were set on this socket for `event`.
  void off(std::string_view event);
  /// Sees every event before its handlers.
  void on_any(any_handler action);
  /// Called once, after the socket has left the namespace and its rooms.
  void on_disconnect(std::function<void(disconnect_reason)> action);

  /// Sends an event to this client. False when it was not queued: not connected, or over the outbox limit.
  /// Throws std::invalid_argument for a reserved event name.
  bool emit(std::string_view event, const arguments& values = {});
  /// The same, but dropped (false) when the client cannot take it at once.
  bool emit_volatile(std::string_view event, const arguments& values = {});
  /// Emits, and calls `answer` once on this loop: with the client's acknowledgement, or with nothing after `timeout`,
  /// on disconnect, or when too many acknowledgements are already awaited.
  void emit_with_ack(std::string_view event, const arguments& values, std::chrono::milliseconds timeout,
                     std::function<void(std::optional<arguments>)> answer);

  /// Joins now; during a middleware: when the connection is accepted. Does nothing when already there.
  void join(std::string_view room);
  void leave(std::string_view room);
  /// The rooms joined, without the socket's own.
  [[nodiscard]] std::vector<std::string> rooms() const;

  /// Those in `room` without this socket.
  [[nodiscard]] broadcast_operator to(std::string room) const;
  /// Everybody in the namespace without this socket.
  [[nodiscard]] broadcast_operator broadcast() const;

  /// Leaves the namespace, with the packet that tells the client; `close` ends the whole connection after it.
  void disconnect(underlying connection = underlying::keep);

  /// Runs `task` on this socket's loop, when it is still connected then. May be called from any thread.
  void post(std::function<void(socket&)> task);

  /// Public id, unique in the namespace; also the name of the room that holds this socket only.
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] const socketio::handshake& handshake() const noexcept { return handshake_; }
  [[nodiscard]] const socketio::namespace_& nsp() const noexcept;
  [[nodiscard]] net::loop& loop() noexcept;
  [[nodiscard]] bool connected() const noexcept { return state_ == state::connected; }

  /// The application's own state of this socket; dropped with the socket.
  std::shared_ptr<void> data;

 private:
  friend class ack_timers;
  friend class acknowledge;
  friend class client;
  friend class connect_attempt;
  friend class namespace_shard;
  enum class state : std::uint8_t { connecting, connected, disconnected };
  struct listeners;  // what only few sockets have: own handlers, awaited acknowledgements

  listeners& own();
  bool send(std::string_view text, const arguments& values);
  void dispatch(arguments values, std::optional<std::uint64_t> ack_id);
  void resolve(std::uint64_t ack_id, std::optional<arguments> answer);
  void answer(std::uint64_t ack_id, const arguments& values);
  void join_waiting_rooms();
  void drop_listeners() noexcept;
  void ended(disconnect_reason reason, ack_timers& timers);

  namespace_shard* home_;
  client* client_;  // null after the end
  std::string id_;
  socketio::handshake handshake_;
  std::vector<membership> rooms_;
  std::unique_ptr<listeners> listeners_;
  std::uint32_t slot_ = 0;  // index in the shard's list of sockets
  std::uint32_t mark_ = 0;  // number of the last broadcast that considered this socket
  state state_ = state::connecting;
};

/// The right to make sockets.
class socket::token {
  friend class client;
  explicit token() = default;
};

}  // namespace webchats::socketio
