#include "load/line.hpp"

#include <fmt/format.h>

namespace webchats::load {

std::string line_of(std::string_view scenario, const figures& found) {
  std::string line = fmt::format(
      "scenario={} operations={} seconds={:.3f} per_second={:.0f} cpu_seconds={:.3f} cpu_per_million={:.3f} "
      "server_load={:.2f} client_load={:.2f}",
      scenario, found.operations, found.wall.count(), found.per_second(), found.server_cpu.count(),
      found.server_cpu.count() / (static_cast<double>(found.operations) / 1e6), found.server_cpu / found.wall,
      found.client_cpu / found.wall);
  if (const histogram& latencies = found.latencies; !latencies.empty()) {
    line += fmt::format(" p50_ms={:.2f} p99_ms={:.2f} p999_ms={:.2f} max_ms={:.2f}", latencies.quantile_ms(0.5),
                        latencies.quantile_ms(0.99), latencies.quantile_ms(0.999), latencies.max_ms());
  }
  return line;
}

}  // namespace webchats::load
