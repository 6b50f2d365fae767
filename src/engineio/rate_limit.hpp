#pragma once

#include <chrono>
#include <optional>

#include "net/loop.hpp"

namespace webchats::engineio {

/// How often something may happen: `per_second` on average and `burst` at once.
struct rate_limit {
  double per_second = 0;  ///< 0 = no limit
  double burst = 0;       ///< 0 = what a second brings, at least 1

  [[nodiscard]] bool on() const noexcept { return per_second > 0; }
  [[nodiscard]] double most_at_once() const noexcept;
};

/// A token bucket: full at first, refilled all the time. One point in time is all it keeps.
class token_bucket {
 public:
  /// Takes `cost` tokens at `now`; otherwise nothing is taken, and the result is how long it takes until there are so
  /// many. With a `cost` over `most_at_once` that is never true. `limit` is on.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> take(const rate_limit& limit, double cost,
                                                             net::steady_time now) noexcept;

 private:
  net::steady_time full_at_{};
};

}  // namespace webchats::engineio
