#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "load/measurement.hpp"
#include "load/target.hpp"

namespace webchats::load {

/// What a run is asked to do.
struct plan {
  target where = {};
  pid_t server = 0;  ///< whose CPU time and memory are measured
  std::size_t connections = 1000;
  std::size_t rooms = 1;       ///< fan-out: the connections are divided among them
  std::size_t in_flight = 1;   ///< fan-out: messages not yet delivered to all, per room; echo: per connection
  std::size_t rate = 20;       ///< steady: messages per second
  std::size_t publishers = 1;  ///< fan-out: connections that send, in turn
  std::size_t payload = 64;    ///< bytes of the text that is sent
  std::chrono::milliseconds warm_up{700};
  std::chrono::milliseconds duration{2000};
  std::chrono::milliseconds patience{120'000};  ///< until all are joined, and until all has arrived at the end
};

/// Each runs one measurement of a server that does what `examples/bench_server` does. They throw std::runtime_error
/// when it loses, doubles or reorders anything, or a connection.

/// Every message goes to all who are in its room. Deliveries.
[[nodiscard]] figures fan_out(const plan& p);

/// What `at_rate` found.
struct paced_figures {
  figures deliveries;
  std::uint64_t behind = 0;  ///< deliveries that were still to come at the end
};
/// Everybody is in one room, into which so many messages a second go, whether the server keeps up or not; latencies
/// count from when each was due.
[[nodiscard]] paced_figures at_rate(const plan& p);
/// Every connection asks and waits for the acknowledgement. Round trips.
[[nodiscard]] figures echo(const plan& p);
/// Joins and leaves, 64 at a time. Connections.
[[nodiscard]] figures connects(const plan& p);
/// All connect at once; the time until all are joined.
[[nodiscard]] figures reconnect(const plan& p);
/// Joins with all connections and stays quiet. By how many bytes the server's resident memory has grown.
[[nodiscard]] std::size_t idle(const plan& p);
/// The same over HTTP long polling.
[[nodiscard]] std::size_t idle_polling(const plan& p);

}  // namespace webchats::load
