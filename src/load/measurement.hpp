#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>

#include "load/histogram.hpp"

namespace webchats::load {

/// What a measurement found.
struct figures {
  std::uint64_t operations = 0;
  std::chrono::duration<double> wall{};
  std::chrono::duration<double> server_cpu{};  ///< user and system time of all its threads
  std::chrono::duration<double> client_cpu{};  ///< of this program; near `wall`, it was the bottleneck
  histogram latencies;

  [[nodiscard]] double per_second() const noexcept { return static_cast<double>(operations) / wall.count(); }
};

/// What happens between its making and `report`: operations, latencies, CPU of the server and of this program.
class measurement {
 public:
  /// `server`: a process whose CPU time may be read. Throws std::runtime_error.
  explicit measurement(pid_t server);

  void count(std::uint64_t operations = 1) noexcept { found_.operations += operations; }
  void latency(std::chrono::nanoseconds took) noexcept { found_.latencies.add(took); }

  /// Throws std::runtime_error when the server is gone.
  [[nodiscard]] figures report() const;

 private:
  pid_t server_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::nanoseconds server_cpu_;
  std::chrono::nanoseconds own_cpu_;
  figures found_;
};

/// Nanoseconds of the steady clock, written into payloads.
[[nodiscard]] inline std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count());
}

}  // namespace webchats::load
