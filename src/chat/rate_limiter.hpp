#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <boost/unordered/unordered_flat_map.hpp>

#include "chat/limits.hpp"

namespace webchats::chat {

/// A token bucket per key. Only keys that are not at full burst are remembered, so idle ones cost nothing; the number
/// of remembered keys is bounded. May be used from any thread.
template <class Key>
class rate_limiter {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit rate_limiter(rate allowed, std::size_t most_keys = 100'000) : rate_(allowed), most_keys_(most_keys) {}

  /// Takes a token; without one, answers how long to wait for it.
  [[nodiscard]] std::optional<std::chrono::seconds> refuse(const Key& key, time_point now) {
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= most_keys_) forget_full(now);
    auto& [tokens, seen] = buckets_.try_emplace(key, bucket{rate_.burst, now}).first->second;
    const std::chrono::duration<double> passed = now - seen;
    tokens = std::min(rate_.burst, tokens + std::max(0.0, passed.count()) * rate_.per_second);
    seen = now;
    if (tokens >= 1) {
      tokens -= 1;
      return std::nullopt;
    }
    const auto wait = rate_.per_second > 0 ? (1 - tokens) / rate_.per_second : 3600.0;
    return std::chrono::seconds(static_cast<long>(std::ceil(std::clamp(wait, 1.0, 3600.0))));
  }

  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return buckets_.size();
  }

 private:
  struct bucket {
    double tokens;
    time_point seen;
  };

  void forget_full(time_point now) {
    erase_if(buckets_, [&](const auto& entry) {
      const std::chrono::duration<double> passed = now - entry.second.seen;
      return entry.second.tokens + passed.count() * rate_.per_second >= rate_.burst;
    });
    // A flood of fresh keys: forgetting is kinder than growing, and a limit by key cannot stop it anyway.
    if (buckets_.size() >= most_keys_) buckets_.clear();
  }

  rate rate_;
  std::size_t most_keys_;
  mutable std::mutex mutex_;
  boost::unordered_flat_map<Key, bucket, std::hash<Key>> buckets_;
};

}  // namespace webchats::chat
