#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
#include <boost/asio/awaitable.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/json/object.hpp>

#include "socketio/ack_result.hpp"
#include "socketio/acknowledge.hpp"
#include "socketio/arguments.hpp"
#include "socketio/audience.hpp"
#include "socketio/broadcast_operator.hpp"
#include "socketio/disconnect_reason.hpp"
#include "socketio/handshake.hpp"
#include "socketio/membership.hpp"
#include "socketio/typed_handler.hpp"

namespace webchats::net {
class loop;
}

namespace webchats::socketio {

class client;
class incoming_event;
class namespace_;
class namespace_shard;
class socket;
class socket_operator;
struct packet_form;
using socket_ptr = std::shared_ptr<socket>;

/// Looks at an event before its handlers, and may change its arguments. `next()` lets it go on; with a text the event
/// is dropped and the `on_error` handlers are told. Once, now or later, from any thread; the socket's next events wait
/// meanwhile.
using packet_middleware = std::function<void(socket&, std::string_view event, arguments&,
                                             std::function<void(std::optional<std::string>)> next)>;

/// What a client that came back has got.
enum class recovery : std::uint8_t {
  none,      ///< a new socket
  complete,  ///< id, rooms and data are those of before, and everything that was missed has been sent again
  partial,   ///< id, rooms and data are those of before; what was missed is not known any more
};

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
  /// The following are what the functions below take; any other function is a typed handler.
  using event_handler = std::function<void(arguments, acknowledge)>;
  using async_event_handler = std::function<boost::asio::awaitable<void>(arguments, acknowledge)>;
  using any_handler = std::function<void(std::string_view event, const arguments&, const acknowledge&)>;
  using outgoing_handler = std::function<void(std::string_view event, const arguments&)>;
  /// Names one handler, to take it off again.
  using handler_id = std::uint64_t;

  class token;
  /// Made by the server only.
  socket(token, namespace_shard& home, client& connection, std::string id, socketio::handshake said);
  ~socket();
  socket(const socket&) = delete;
  socket& operator=(const socket&) = delete;

  // ---- what arrives ----

  /// Adds a handler of `event` with C++ parameters, called after those of the namespace; see `namespace_::on` and
  /// `adapt_socket_handler`. Throws std::invalid_argument for a reserved name.
  template <typename Handler>
  handler_id on(std::string event, Handler handler) {
    return add(std::move(event), adapt_socket_handler(std::move(handler)), handler_life::always);
  }
  /// A handler that is taken off when it is called.
  template <typename Handler>
  handler_id once(std::string event, Handler handler) {
    return add(std::move(event), adapt_socket_handler(std::move(handler)), handler_life::once);
  }
  /// Removes the handlers that were set on this socket for `event`, or one of them.
  void off(std::string_view event);
  void off(std::string_view event, handler_id handler);
  /// Adds a check of every event of this socket, after those of the namespace.
  void use(packet_middleware check);
  /// Sees every event before its handlers.
  void on_any(any_handler action);
  /// Sees every event sent to this client, broadcasts included, acknowledgements not.
  void on_any_outgoing(outgoing_handler action);
  /// Removes all that `on_any` and `on_any_outgoing` have set.
  void off_any();
  /// Called once, before the socket leaves its rooms.
  void on_disconnecting(std::function<void(disconnect_reason)> action);
  /// Called once, after the socket has left the namespace and its rooms.
  void on_disconnect(std::function<void(disconnect_reason)> action);
  /// Everything that waited for a slow client has gone to it; see `pending`.
  void on_drain(std::function<void()> action);
  /// What packet middlewares refused, or arguments that a typed handler could not read.
  void on_error(std::function<void(std::string_view message)> action);

  // ---- what is sent ----

  /// Sends an event to this client. Throws std::invalid_argument for a reserved event name.
  emit_status emit(std::string_view event, const arguments& values = {});
  emit_status emit(std::string_view event, const arguments& values, const emit_options& how);
  /// `socket.emit("joined", room, 42)`: C++ values as arguments; see `make_arguments`.
  template <argument... T>
  emit_status emit(std::string_view event, const T&... values) {
    return emit(event, make_arguments(values...));
  }
  /// Emits, and calls `answer` once on this loop: with the client's acknowledgement, or with why there is none.
  void emit_with_ack(std::string_view event, const arguments& values, std::chrono::milliseconds timeout,
                     std::function<void(ack_result)> answer);
  /// The same for a coroutine on this loop.
  [[nodiscard]] boost::asio::awaitable<ack_result> emit_with_ack(std::string event, arguments values,
                                                                 std::chrono::milliseconds timeout);
  /// `socket.volatile_().emit("position", {x, y})`: dropped when the client cannot take it at once.
  [[nodiscard]] socket_operator volatile_();
  /// Whether the connection may compress this message.
  [[nodiscard]] socket_operator compress(compression wanted);
  /// See `emit_options::coalesce_key`.
  [[nodiscard]] socket_operator coalesce(std::string key);
  /// Bytes that wait for the client; more than `engineio::server_options::outbox_limit` closes its connection.
  [[nodiscard]] std::size_t pending() const noexcept;
  /// A message sent now leaves at the end of this turn.
  [[nodiscard]] bool writable() const noexcept;

  // ---- rooms ----

  /// Joins now; during a middleware: when the connection is accepted. Does nothing when already there.
  void join(std::string_view room);
  /// Undoes `join`. Does nothing when not there.
  void leave(std::string_view room);
  /// The rooms joined, without the socket's own.
  [[nodiscard]] std::vector<std::string> rooms() const;

  /// Those in `room` without this socket.
  [[nodiscard]] broadcast_operator to(std::string room) const;
  /// The same as `to`.
  [[nodiscard]] broadcast_operator in(std::string room) const;
  /// Everybody in the namespace who is neither in `room` nor this socket.
  [[nodiscard]] broadcast_operator except(std::string room) const;
  /// Everybody in the namespace without this socket.
  [[nodiscard]] broadcast_operator broadcast() const;

  // ---- the connection ----

  /// Leaves the namespace, with the packet that tells the client; `close` ends the whole connection after it.
  void disconnect(underlying connection = underlying::keep);

  /// Runs `task` on this socket's loop, when it is still connected then. May be called from any thread.
  void post(std::function<void(socket&)> task);

  /// Public id, unique in the namespace; also the name of the room that holds this socket only.
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  /// What the client said when it connected.
  [[nodiscard]] const socketio::handshake& handshake() const noexcept { return handshake_; }
  /// The namespace it is in.
  [[nodiscard]] const socketio::namespace_& nsp() const noexcept;
  /// Where it lives.
  [[nodiscard]] net::loop& loop() noexcept;
  /// It is in its namespace.
  [[nodiscard]] bool connected() const noexcept { return state_ == state::connected; }
  /// What a client that came back has got back.
  [[nodiscard]] socketio::recovery recovery() const noexcept { return recovered_; }
  /// It came back and missed nothing.
  [[nodiscard]] bool recovered() const noexcept { return recovered_ == recovery::complete; }
  /// "polling" or "websocket"; empty after the end.
  [[nodiscard]] std::string_view transport() const noexcept;

  /// The application's data of this socket that others may see: in `fetch_sockets`, in the admin page. Kept by
  /// recovery.
  boost::json::object data;
  /// The application's own state of this socket; kept by recovery, otherwise dropped with the socket.
  std::shared_ptr<void> context;

 private:
  friend class acknowledge;
  friend class client;
  friend class connect_attempt;
  friend class incoming_event;
  friend class namespace_shard;
  enum class state : std::uint8_t { connecting, connected, disconnected };
  struct extras;  // what only few sockets have: own handlers, awaited acknowledgements, recovery

  extras& own();
  enum class handler_life : std::uint8_t { always, once };
  handler_id add(std::string event, std::variant<event_handler, async_event_handler> action, handler_life how_long);
  bool send(std::string_view text, const arguments& values, compression compress);
  void receive(arguments&& values, std::optional<std::uint64_t> ack_id, std::size_t bytes);
  void dispatch(arguments&& values, std::optional<std::uint64_t> ack_id);
  void event_done();
  void failed(std::string_view event, const acknowledge& ack, std::string_view message);
  void resolve(std::uint64_t ack_id, arguments answer);
  void late(std::uint64_t ack_id);
  void answer(std::uint64_t ack_id, const arguments& values);
  void hold(const std::string& key, const packet_form& packet);
  void drained();
  void upgraded();
  void show_outgoing(std::string_view event, const arguments& values);
  [[nodiscard]] bool outgoing_watched() const noexcept;
  void join_waiting_rooms();
  void drop_extras() noexcept;
  void ending(disconnect_reason reason);
  void ended(disconnect_reason reason);

  std::shared_ptr<namespace_shard> home_;  // keeps its namespace
  client* client_;                         // null after the end
  std::string id_;
  socketio::handshake handshake_;
  boost::container::small_vector<membership, 1> rooms_;
  std::unique_ptr<extras> extras_;
  std::uint32_t slot_ = 0;  // index in the shard's list of sockets
  std::uint32_t mark_ = 0;  // number of the last broadcast that considered this socket
  state state_ = state::connecting;
  socketio::recovery recovered_ = recovery::none;
};

/// The right to make sockets.
class socket::token {
  friend class client;
  explicit token() = default;
};

/// An emit to one socket with options; see `socket::volatile_` and its neighbours. Used at once, on the socket's loop.
class socket_operator {
 public:
  /// Made by the functions of `socket`; each function gives the same emit with one more option.
  socket_operator(socket& target, emit_options how) : target_(&target), options_(std::move(how)) {}

  /// The following are as `socket` has them.
  [[nodiscard]] socket_operator volatile_() &&;
  [[nodiscard]] socket_operator compress(compression wanted) &&;
  [[nodiscard]] socket_operator coalesce(std::string key) &&;
  emit_status emit(std::string_view event, const arguments& values = {}) const;
  template <argument... T>
  emit_status emit(std::string_view event, const T&... values) const {
    return emit(event, make_arguments(values...));
  }

 private:
  socket* target_;
  emit_options options_;
};

}  // namespace webchats::socketio
