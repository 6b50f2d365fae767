#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <boost/unordered/unordered_flat_map.hpp>

namespace webchats::api::classic {

/// The original's `throttle:60,1`: so many requests per client and minute, counted in windows that begin with a
/// client's first request. Bounded; may be used from any thread.
class throttle {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// What a request is told by `X-RateLimit-*`.
  struct standing {
    bool allowed = true;
    std::size_t limit = 0;
    std::size_t remaining = 0;
    std::chrono::seconds reset{};  ///< until the window ends
  };

  /// `per_minute` 0 lets everything pass.
  explicit throttle(std::size_t per_minute) : limit_(per_minute) {}

  /// Counts a request of `client`.
  [[nodiscard]] standing take(const std::string& client, time_point now);

 private:
  struct window {
    time_point begin;
    std::size_t used = 0;
  };
  static constexpr std::chrono::seconds length{60};
  static constexpr std::size_t most_clients = 100'000;

  std::size_t limit_;
  std::mutex mutex_;
  boost::unordered_flat_map<std::string, window> windows_;
};

}  // namespace webchats::api::classic
