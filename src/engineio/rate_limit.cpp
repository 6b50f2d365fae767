#include "engineio/rate_limit.hpp"

#include <algorithm>

namespace webchats::engineio {
namespace {

std::chrono::nanoseconds time_for(double tokens, const rate_limit& limit) noexcept {
  // A year is for ever, and no cost overflows it.
  constexpr std::chrono::duration<double> most = std::chrono::years(1);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::min(std::chrono::duration<double>(tokens / limit.per_second), most));
}

}  // namespace

double rate_limit::most_at_once() const noexcept { return burst > 0 ? burst : std::max(per_second, 1.0); }

std::optional<std::chrono::nanoseconds> token_bucket::take(const rate_limit& limit, double cost,
                                                           net::steady_time now) noexcept {
  if (cost > limit.most_at_once()) return time_for(cost, limit);
  const net::steady_time filled = std::max(full_at_, now) + time_for(cost, limit);
  const auto missing = filled - now - time_for(limit.most_at_once(), limit);
  if (missing.count() > 0) return missing;
  full_at_ = filled;
  return std::nullopt;
}

}  // namespace webchats::engineio
