#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>

namespace webchats::net {

using steady_time = std::chrono::steady_clock::time_point;

/// How what waits in the outboxes leaves at the end of a turn.
enum class write_method : std::uint8_t {
  automatic,  ///< the first of the following that the kernel allows
  io_uring,   ///< all writes of a turn in one call
  sendmsg,    ///< one call each
};

[[nodiscard]] std::string_view to_string(write_method method) noexcept;

class stream;
class stream_handler;
class deadline_queue;
class poller;
class send_ring;

/// One event loop: one thread, one `io_context`, its connections, and the turn.
///
/// A turn: run what is ready (bounded), then flush every dirty outbox with one gathered write each, destroy what was
/// retired, then wait. All messages that arrive in one turn leave together.
/// Everything that belongs to a loop is touched only on its thread; `post` is the only way in from outside.
class loop {
 public:
  /// `index`: 0-based number of this loop in its group; it is part of every Engine.IO sid. With `io_uring` it still
  /// uses `sendmsg` when it cannot have a ring.
  explicit loop(std::uint32_t index, write_method writes = write_method::sendmsg);
  ~loop();
  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;

  /// What it was made with.
  [[nodiscard]] std::uint32_t index() const noexcept;
  /// For timers and coroutines that belong to this loop.
  [[nodiscard]] boost::asio::io_context& context() noexcept;

  /// Runs turns on the calling thread until `stop`.
  void run();
  /// Asks the loop to end after the current turn; may be called from any thread. What is queued is flushed as far as
  /// the sockets take it, then every stream ends with `close_cause::shutdown`.
  void stop();
  /// Drops what was posted and what coroutines wait for. After the end of `run`; for all loops before the first of them
  /// is destroyed, since what is dropped may post to another loop.
  void drop_tasks();
  /// Runs `task` on this loop in a later turn; may be called from any thread. Order is kept per calling thread.
  void post(std::function<void()> task);
  /// Runs `task` on this loop at the end of the current turn, before the flush.
  void at_turn_end(std::function<void()> task);

  /// The time at the start of this turn; cheap, good to a few milliseconds.
  [[nodiscard]] steady_time now() const noexcept;
  /// The loop whose `run` is on the calling thread, or null.
  [[nodiscard]] static loop* current() noexcept;

  /// The loop's one read buffer, shared by all its streams.
  [[nodiscard]] std::span<char> read_buffer() noexcept;

 private:
  friend class stream;
  friend class deadline_queue;

  void adopt(stream& started);
  void turn();
  void end_turn();
  void end_streams();
  void flush_dirty();
  void finish_closed();

  [[nodiscard]] deadline_queue& handshakes(std::chrono::milliseconds timeout);
  void watch(deadline_queue& queue);
  void unwatch(deadline_queue& queue) noexcept;
  void wake_by(steady_time due);
  void on_wake();

  const std::uint32_t index_;
  const write_method writes_;
  bool stopping_ = false;
  mutable bool now_known_ = false;
  mutable steady_time now_{};
  std::unique_ptr<char[]> read_buffer_;

  std::vector<std::function<void()>> turn_end_;                    // run before the flush
  std::vector<boost::intrusive_ptr<stream>> dirty_;                // have something to write
  std::vector<boost::intrusive_ptr<stream>> flushing_;             // of them, those whose turn it is
  std::vector<boost::intrusive_ptr<stream>> closed_;               // `on_close` is due
  std::vector<std::unique_ptr<stream_handler>> retired_handlers_;  // live until the end of the turn

  std::vector<deadline_queue*> queues_;
  steady_time wake_at_ = steady_time::max();

  struct emptied_context : boost::asio::io_context {
    using boost::asio::io_context::io_context;
    using boost::asio::io_context::shutdown;
  };
  emptied_context context_{1};
  boost::asio::steady_timer wake_timer_{context_};
  std::unique_ptr<poller> poller_;                           // the sockets of all streams
  std::unique_ptr<send_ring> ring_;                          // while it runs; null when writes are single calls
  std::unique_ptr<deadline_queue> linger_;                   // streams that were closed and wait for their peer
  std::unique_ptr<deadline_queue> stalled_;                  // streams whose peer does not read
  std::vector<std::unique_ptr<deadline_queue>> handshakes_;  // TLS, one per timeout
  struct stream_list;
  std::unique_ptr<stream_list> streams_;
};

}  // namespace webchats::net
