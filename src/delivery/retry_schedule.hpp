#pragma once

#include <chrono>
#include <cstdint>

namespace webchats::delivery {

/// When a failed delivery is tried again: after twice as long each time, up to a longest pause, each with some chance
/// so that those that failed together do not come back together.
struct retry_schedule {
  std::chrono::milliseconds first{5'000};
  std::chrono::milliseconds longest = std::chrono::hours(1);
  std::chrono::milliseconds give_up = std::chrono::hours(24);  ///< after its creation

  /// The pause after `failures` (from 1) in a row; `chance` from 0 to 1 spreads it over 75 to 125 percent.
  [[nodiscard]] std::chrono::milliseconds pause(std::int64_t failures, double chance) const noexcept;
};

}  // namespace webchats::delivery
