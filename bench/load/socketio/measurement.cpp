#include "measurement.hpp"

#include <unistd.h>

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
  const double own = std::chrono::duration<double>(cpu_of(getpid()) - own_cpu_) / wall;
  const double millions = static_cast<double>(operations_) / 1e6;
  std::string line = fmt::format(
      "scenario={} operations={} seconds={:.3f} per_second={:.0f} cpu_seconds={:.3f} cpu_per_million={:.3f} "
      "server_load={:.2f} client_load={:.2f}",
      scenario, operations_, wall.count(), static_cast<double>(operations_) / wall.count(), cpu.count(),
      cpu.count() / millions, cpu / wall, own);
  if (!latencies_.empty()) {
    line += fmt::format(" p50_ms={:.2f} p99_ms={:.2f} p999_ms={:.2f} max_ms={:.2f}", latencies_.quantile_ms(0.5),
                        latencies_.quantile_ms(0.99), latencies_.quantile_ms(0.999), latencies_.max_ms());
  }
  return line;
}

}  // namespace load
