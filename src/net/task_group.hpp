#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <boost/asio/awaitable.hpp>

#include "net/loop.hpp"

namespace webchats::net {

/// The coroutines of one part of the program on one loop. An exception that escapes one of them is caught here, logged
/// once under the group's name and reported to `failed`; it ends nothing else.
/// Destroying the group cancels what still runs (Asio terminal cancellation). Used on its loop only.
class task_group {
 public:
  /// Gets the exception that ended a coroutine, on the loop.
  using failure_handler = std::function<void(std::exception_ptr)>;

  /// `name` is for the log.
  task_group(loop& owner, std::string name);
  ~task_group();
  task_group(const task_group&) = delete;
  task_group& operator=(const task_group&) = delete;

  /// Starts `task` in this turn.
  void spawn(boost::asio::awaitable<void> task, failure_handler failed = {});
  /// Coroutines that have not ended.
  [[nodiscard]] std::size_t size() const noexcept;
  /// Cancels what runs now; new tasks may be spawned afterwards.
  void cancel();

 private:
  struct state;
  std::shared_ptr<state> state_;
};

/// What `error` says, for a log line.
[[nodiscard]] std::string describe(std::exception_ptr error);

}  // namespace webchats::net
