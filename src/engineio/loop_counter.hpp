#pragma once

#include <atomic>
#include <cstdint>

namespace webchats::engineio {

/// A number that one loop changes and any thread reads. Having one writer, it needs no locked instruction.
class loop_counter {
 public:
  void add(std::uint64_t amount = 1) noexcept { value_.store(read() + amount, std::memory_order_relaxed); }
  void subtract(std::uint64_t amount = 1) noexcept { value_.store(read() - amount, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t read() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace webchats::engineio
