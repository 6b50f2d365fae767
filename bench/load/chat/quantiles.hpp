#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace load {

/// Latencies and their quantiles.
class quantiles {
 public:
  void add(std::chrono::nanoseconds took) { all_.push_back(static_cast<float>(took.count()) / 1e6F); }
  /// " ack_p50_ms=… ack_p99_ms=… ack_p999_ms=… ack_max_ms=…" for the name "ack".
  [[nodiscard]] std::string report(std::string_view name);

 private:
  std::vector<float> all_;  // milliseconds
};

}  // namespace load
