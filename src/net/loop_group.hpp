#pragma once

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "net/loop.hpp"

namespace webchats::net {

/// The loops of a process and their threads.
class loop_group {
 public:
  /// `count` loops; they do not run yet. Throws std::invalid_argument for none.
  explicit loop_group(std::size_t count);
  ~loop_group();  ///< stops and joins

  /// The following: how many loops there are, and each of them.
  [[nodiscard]] std::size_t size() const noexcept { return loops_.size(); }
  [[nodiscard]] loop& operator[](std::size_t index) noexcept { return *loops_[index]; }

  /// Starts one thread per loop.
  void start();
  /// Stops every loop and joins the threads; idempotent.
  void stop();

 private:
  std::vector<std::unique_ptr<loop>> loops_;
  std::vector<std::thread> threads_;
};

}  // namespace webchats::net
