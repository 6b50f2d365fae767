#include "delivery/retry_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace webchats::delivery {

std::chrono::milliseconds retry_schedule::pause(std::int64_t failures, double chance) const noexcept {
  const double doublings = static_cast<double>(std::clamp<std::int64_t>(failures - 1, 0, 60));
  const double wanted = static_cast<double>(first.count()) * std::exp2(doublings);
  const double most = static_cast<double>(longest.count());
  const double spread = 0.75 + 0.5 * std::clamp(chance, 0.0, 1.0);
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::min(wanted, most) * spread));
}

}  // namespace webchats::delivery
