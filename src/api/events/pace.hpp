#pragma once

#include <algorithm>
#include <chrono>

namespace webchats::api::events {

/// A token bucket of one socket: what a person never reaches and a flood does. Not thread-safe.
class pace {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  pace(double per_second, double burst) noexcept : per_second_(per_second), burst_(burst), tokens_(burst) {}

  /// Takes one; false when there is none.
  [[nodiscard]] bool take(time_point now) noexcept {
    const std::chrono::duration<double> passed = now - last_;
    tokens_ = std::min(burst_, tokens_ + std::max(0.0, passed.count()) * per_second_);
    last_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  double per_second_;
  double burst_;
  double tokens_;
  time_point last_{};
};

}  // namespace webchats::api::events
