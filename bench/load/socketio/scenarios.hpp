#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace load {

/// What a run is asked to do.
struct plan {
  std::uint16_t port = 0;
  pid_t server = 0;  ///< whose CPU time and memory are measured
  std::size_t connections = 1000;
  std::size_t rooms = 1;          ///< fan-out: the connections are divided among them
  std::size_t in_flight = 1;      ///< fan-out: messages not yet delivered to all, per room; echo: per connection
  std::size_t rate = 20;          ///< steady: messages per second
  std::size_t publishers = 1;     ///< fan-out: connections that send, in turn
  std::size_t payload = 64;       ///< bytes of the text that is sent
  std::size_t messages = 10'000;  ///< slow-reader: how many are sent
  std::size_t slow = 1;           ///< slow-reader: members that stop reading, 0 to compare with
  std::chrono::milliseconds warm_up{700};
  std::chrono::milliseconds duration{2000};
};

/// Each runs one measurement and returns it as one line of `name=value` pairs. They throw when the server loses,
/// doubles or reorders anything.

/// Every message goes to all who are in its room. Deliveries, their CPU time and their latencies.
[[nodiscard]] std::string fan_out(const plan& p);
/// Everybody is in one room, into which so many messages a second go, whether the server keeps up or not; latencies
/// count from when each was due. `behind`: deliveries that were still to come at the end.
[[nodiscard]] std::string at_rate(const plan& p);
/// Every connection asks and waits for the acknowledgement. Round trips and their CPU time.
[[nodiscard]] std::string echo(const plan& p);
/// Joins and leaves, 64 at a time. Connections and their CPU time.
[[nodiscard]] std::string connects(const plan& p);
/// All connect at once; the time until all are joined.
[[nodiscard]] std::string reconnect(const plan& p);
/// Joins with all connections and stays quiet. Resident bytes of the server per connection.
[[nodiscard]] std::string idle(const plan& p);
/// The same over HTTP long polling.
[[nodiscard]] std::string idle_polling(const plan& p);
/// As `fan_out` for a number of messages, while some members have stopped reading. Latencies of the others, growth of
/// the server's resident memory, and whether the server cut the slow ones off.
[[nodiscard]] std::string slow_reader(const plan& p);

}  // namespace load
