#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace webchats::chat {

/// An immutable value that is replaced as a whole. Any thread may read and replace it: a thread takes the lock only for
/// its first look after a change, and holds on to what it saw until its next look.
template <class Value>
class published {
 public:
  explicit published(Value first) { publish(std::move(first)); }
  published(const published&) = delete;
  published& operator=(const published&) = delete;

  [[nodiscard]] std::shared_ptr<const Value> now() const {
    thread_local view seen;
    if (seen.stamp != stamp_.load(std::memory_order_acquire)) {
      const std::lock_guard lock(mutex_);
      seen = {stamp_.load(std::memory_order_relaxed), current_};
    }
    return seen.value;
  }

  void publish(Value next) {
    auto made = std::make_shared<const Value>(std::move(next));
    const std::lock_guard lock(mutex_);
    current_ = std::move(made);
    stamp_.store(stamps.fetch_add(1, std::memory_order_relaxed), std::memory_order_release);
  }

 private:
  /// What a thread saw last, of whichever `published`: a stamp is given once in a program.
  struct view {
    std::uint64_t stamp = 0;
    std::shared_ptr<const Value> value;
  };
  static inline std::atomic<std::uint64_t> stamps{1};

  mutable std::mutex mutex_;
  std::shared_ptr<const Value> current_;
  std::atomic<std::uint64_t> stamp_{0};
};

}  // namespace webchats::chat
