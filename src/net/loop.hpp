#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace webchats::net {

using steady_time = std::chrono::steady_clock::time_point;

class stream;
class deadline_queue;

/// One event loop: one thread, one `io_context`, its connections, and the turn.
///
/// A turn: run what is ready (bounded), then flush every dirty outbox with one gathered write each, destroy what was
/// retired, then wait. All messages that arrive in one turn leave together.
/// Everything that belongs to a loop is touched only on its thread; `post` is the only way in from outside.
class loop {
 public:
  /// `index`: 0-based number of this loop in its group; it is part of every Engine.IO sid.
  explicit loop(std::uint32_t index);
  ~loop();
  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;

  [[nodiscard]] std::uint32_t index() const noexcept;
  [[nodiscard]] boost::asio::io_context& context() noexcept;

  /// Runs turns on the calling thread until `stop`.
  void run();
  /// Asks the loop to end after the current turn; may be called from any thread.
  void stop();
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
  // Implementation: see loop.cpp.
};

}  // namespace webchats::net
