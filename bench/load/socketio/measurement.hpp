#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "histogram.hpp"

namespace load {

/// What happened between its making and `report`: operations, latencies, CPU of the server and of this program.
class measurement {
 public:
  explicit measurement(pid_t server);

  void count(std::uint64_t operations = 1) noexcept { operations_ += operations; }
  void latency(std::chrono::nanoseconds took) noexcept { latencies_.add(took); }

  /// `scenario=… operations=… …`; `client_load` near 1 means that this program was the bottleneck.
  [[nodiscard]] std::string report(std::string_view scenario);

 private:
  pid_t server_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::nanoseconds server_cpu_;
  std::chrono::nanoseconds own_cpu_;
  std::uint64_t operations_ = 0;
  histogram latencies_;
};

/// Nanoseconds of the steady clock, written into payloads.
[[nodiscard]] inline std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count());
}

}  // namespace load
