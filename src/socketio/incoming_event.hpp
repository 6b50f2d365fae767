#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <boost/asio/awaitable.hpp>
#include <boost/container/small_vector.hpp>

#include "socketio/namespace.hpp"
#include "socketio/socket.hpp"
#include "socketio/socket_extras.hpp"

namespace webchats::socketio {

/// One event of a client on its way through packet middlewares to its handlers. Lives on the socket's loop, on the
/// stack of who calls `run`; what a middleware or a coroutine may wait for moves to the heap and keeps itself and the
/// socket.
class incoming_event : public std::enable_shared_from_this<incoming_event> {
 public:
  /// What became of a call: everything is done, or the rest happens later and ends with `socket::event_done`.
  enum class progress : std::uint8_t { done, later, refused };

  /// `values`: the name and the arguments.
  incoming_event(socket& target, arguments&& values, std::optional<std::uint64_t> ack_id);

  /// Once. The event is empty afterwards when the rest happens later; who calls holds the socket.
  progress run();

 private:
  progress go_on();
  progress check();
  progress handle();
  void passed(const std::optional<std::string>& error);
  [[nodiscard]] bool repeated();
  void show();
  [[nodiscard]] bool checked_by_any() const noexcept;
  [[nodiscard]] std::shared_ptr<incoming_event> kept();
  progress start(std::size_t next);
  boost::asio::awaitable<void> finish(std::size_t next);
  [[nodiscard]] arguments next_arguments(std::size_t index);
  void collect();
  /// Called while the exception is in flight.
  void handler_failed() noexcept;

  /// A handler that is to be called; the lists they stand in are kept below.
  using step = std::variant<const namespace_::event_handler*, const namespace_::async_event_handler*,
                            const socket::event_handler*, const socket::async_event_handler*>;

  socket* socket_;
  socket_ptr held_;  // the same, once this is kept
  std::string event_;
  arguments values_;
  acknowledge ack_;
  std::optional<std::string> key_;  // of the deduplicator
  std::size_t checked_ = 0;         // middlewares that were called
  enum class work : std::uint8_t { at_once, left_behind, ended } work_ = work::at_once;
  boost::container::small_vector<step, 2> steps_;
  std::shared_ptr<const void> handlers_;  // the list of the socket's own handlers
};

}  // namespace webchats::socketio
