#include "measurement.hpp"

#include <unistd.h>

#include <algorithm>
#include <fmt/format.h>

#include "process.hpp"

namespace load {

measurement::measurement(pid_t server)
    : server_(server),
      began_(std::chrono::steady_clock::now()),
      server_cpu_(cpu_of(server)),
      own_cpu_(cpu_of(getpid())) {}

std::string measurement::report(std::string_view scenario) {
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began_;
  const std::chrono::duration<double> cpu = cpu_of(server_) - server_cpu_;
  const double own = (cpu_of(getpid()) - own_cpu_) / wall;
  const double millions = static_cast<double>(operations_) / 1e6;
  std::string line = fmt::format(
      "scenario={} operations={} seconds={:.3f} per_second={:.0f} cpu_seconds={:.2f} cpu_per_million={:.3f} "
      "server_load={:.2f} client_load={:.2f}",
      scenario, operations_, wall.count(), static_cast<double>(operations_) / wall.count(), cpu.count(),
      cpu.count() / millions, cpu / wall, own);
  if (!latencies_.empty()) {
    std::ranges::sort(latencies_);
    const auto quantile = [&](double q) {
      return latencies_[static_cast<std::size_t>(q * static_cast<double>(latencies_.size() - 1))];
    };
    line += fmt::format(" p50_ms={:.2f} p99_ms={:.2f} max_ms={:.2f}", quantile(0.5), quantile(0.99), latencies_.back());
  }
  return line;
}

}  // namespace load
