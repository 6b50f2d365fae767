#pragma once

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "net/loop.hpp"

namespace webchats::net {

/// What `wanted` comes to on this system: the choice, when it is left. Throws std::invalid_argument for `io_uring`
/// where the kernel does not allow it.
[[nodiscard]] write_method available(write_method wanted);

/// The loops of a process and their threads.
class loop_group {
 public:
  /// `count` loops; they do not run yet. Throws std::invalid_argument for none, and as `available` does.
  explicit loop_group(std::size_t count, write_method writes = write_method::automatic);
  ~loop_group();  ///< stops and joins

  /// The following: how many loops there are, and each of them.
  [[nodiscard]] std::size_t size() const noexcept { return loops_.size(); }
  [[nodiscard]] loop& operator[](std::size_t index) noexcept { return *loops_[index]; }

  /// How they write: the choice, when it was left to them.
  [[nodiscard]] write_method writes() const noexcept { return writes_; }

  /// Starts one thread per loop.
  void start();
  /// Stops every loop and joins the threads; idempotent.
  void stop();

 private:
  write_method writes_;
  std::vector<std::unique_ptr<loop>> loops_;
  std::vector<std::thread> threads_;
};

}  // namespace webchats::net
