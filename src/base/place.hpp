#pragma once

#include <atomic>
#include <cstddef>

namespace webchats::base {

/// One of those that a count holds, for as long as it lives. Any thread; the count outlives it.
class place {
 public:
  explicit place(std::atomic<std::size_t>& count) : count_(count), taken_(count.fetch_add(1) + 1) {}
  ~place() { count_.fetch_sub(1); }
  place(const place&) = delete;
  place& operator=(const place&) = delete;
  /// Whether there were at most `most` with this one when it was taken.
  [[nodiscard]] bool within(std::size_t most) const noexcept { return taken_ <= most; }

 private:
  std::atomic<std::size_t>& count_;
  std::size_t taken_;
};

}  // namespace webchats::base
