#pragma once

#include <cstddef>
#include <string>

#include "load/scenarios.hpp"

/// What `slow_reader` is asked besides.
struct slow_plan {
  std::size_t messages = 10'000;  ///< how many are sent
  std::size_t slow = 1;           ///< members that stop reading, 0 to compare with
};

/// As `fan_out` for a number of messages, while some members have stopped reading: one line of `name=value` pairs.
/// Latencies of the others, growth of the server's resident memory, and whether the server cut the slow ones off.
/// Throws std::runtime_error when it did not, or lost, doubled or reordered anything.
[[nodiscard]] std::string slow_reader(const webchats::load::plan& p, const slow_plan& more);
