#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include <boost/asio/awaitable.hpp>

#include "socketio/ack_result.hpp"
#include "socketio/arguments.hpp"
#include "socketio/audience.hpp"
#include "socketio/typed_arguments.hpp"

namespace webchats::socketio {

class namespace_;
class remote_socket;

/// The sockets an emit goes to, and how: rooms united, minus exceptions. A value; every call returns a changed one.
/// `io.of("/chat").to("room 1").except(id).emit("message", {value})`
///
/// Usable from any thread, as long as the server lives. A socket in several of the rooms is reached once. What one
/// thread asks for is done in its order, on every loop; on a loop of the server its own sockets are served before the
/// call returns, so a broadcast and the direct emits around it arrive in program order.
class broadcast_operator {
 public:
  /// Everybody in the namespace.
  explicit broadcast_operator(std::shared_ptr<const namespace_> target) : nsp_(std::move(target)) {}

  /// Adds rooms to the audience; without any it is everybody.
  [[nodiscard]] broadcast_operator to(std::string room) &&;
  [[nodiscard]] broadcast_operator to(std::string room) const&;
  [[nodiscard]] broadcast_operator to(const std::vector<std::string>& rooms) const;
  /// The same as `to`.
  [[nodiscard]] broadcast_operator in(std::string room) &&;
  [[nodiscard]] broadcast_operator in(std::string room) const&;
  /// Takes the sockets of a room out of the audience.
  [[nodiscard]] broadcast_operator except(std::string room) &&;
  [[nodiscard]] broadcast_operator except(std::string room) const&;
  /// Clients that cannot take the message at once (full socket, no poll waiting) do not get it.
  [[nodiscard]] broadcast_operator volatile_() const;
  /// Only sockets of this server, not those of others in a cluster.
  [[nodiscard]] broadcast_operator local() const;
  /// Whether the connection may compress this message.
  [[nodiscard]] broadcast_operator compress(compression wanted) const;
  /// See `emit_options::coalesce_key`.
  [[nodiscard]] broadcast_operator coalesce(std::string key) const;
  /// How long `emit_with_ack` waits; 10 s when not said.
  [[nodiscard]] broadcast_operator timeout(std::chrono::milliseconds patience) const;

  /// Encodes once, whatever the number of receivers. Throws std::invalid_argument for a reserved event name.
  void emit(std::string_view event, const arguments& values = {}) const;
  /// `io.to("room 1").emit("joined", name, 42)`: C++ values as arguments; see `make_arguments`.
  template <argument... T>
  void emit(std::string_view event, const T&... values) const {
    emit(event, make_arguments(values...));
  }
  /// Asks everybody; `done` gets the answers, who did not answer in time and who left meanwhile. It is called once, as
  /// soon as nobody is waited for: on the loop of the caller, or on any when the caller is on none.
  void emit_with_ack(std::string_view event, const arguments& values,
                     std::function<void(broadcast_answers)> done) const;
  /// The same for a coroutine.
  [[nodiscard]] boost::asio::awaitable<broadcast_answers> emit_with_ack(std::string event, arguments values = {}) const;

  /// The calling loop's sockets have joined when the call returns; those of others before whatever the same thread
  /// emits afterwards.
  void sockets_join(std::string room) const;
  /// As `sockets_join`.
  void sockets_leave(std::string room) const;
  /// Ends them, each as `socket::disconnect` does.
  void disconnect_sockets(underlying connection = underlying::keep) const;
  /// The sockets of the moment, over all loops and servers. `done` is called as that of `emit_with_ack`.
  void fetch_sockets(std::function<void(std::vector<remote_socket>)> done) const;
  /// The same for a coroutine.
  [[nodiscard]] boost::asio::awaitable<std::vector<remote_socket>> fetch_sockets() const;

 private:
  std::shared_ptr<const namespace_> nsp_;
  socketio::audience audience_;
  emit_options options_;
  std::chrono::milliseconds patience_{10'000};
};

}  // namespace webchats::socketio
