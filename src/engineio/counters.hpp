#pragma once

#include <array>
#include <cstdint>

#include "engineio/loop_counter.hpp"
#include "engineio/protocol.hpp"

namespace webchats::engineio {

/// What the sessions of one loop received and sent. Packets of every type; bytes are those of their data, without type,
/// framing and base64.
struct traffic_counters {
  loop_counter packets_in, bytes_in;
  loop_counter packets_out, bytes_out;  ///< counted when they are queued
  loop_counter oversized;               ///< messages over the limit
};

/// Everything else that one loop counts.
struct shard_counters {
  loop_counter handshakes, refused, throttled, oversized, upgrades, failed_probes, handed_over;
  std::array<loop_counter, close_reasons> closed;
  loop_counter polling_sessions, websocket_sessions;
};

/// What happened since the start, and what is. Sums over all loops, each good to the moment it was read.
struct server_counters {
  std::uint64_t handshakes = 0;     ///< sessions that began
  std::uint64_t refused = 0;        ///< requests that were told why they are not served
  std::uint64_t throttled = 0;      ///< of these, handshakes of an address that makes too many
  std::uint64_t oversized = 0;      ///< bodies and messages over `max_payload`
  std::uint64_t upgrades = 0;       ///< to WebSocket
  std::uint64_t failed_probes = 0;  ///< upgrades that were begun and given up
  std::uint64_t handed_over = 0;    ///< requests that arrived on another loop than their session's
  std::uint64_t closed = 0;         ///< sessions that ended
  std::array<std::uint64_t, close_reasons> closed_by_reason{};  ///< see `closed_for`
  std::uint64_t packets_in = 0;                                 ///< packets of every type
  std::uint64_t packets_out = 0;                                ///< the same, when they are queued
  std::uint64_t bytes_in = 0;            ///< data of the packets, without type, framing and base64
  std::uint64_t bytes_out = 0;           ///< the same, when they are queued
  std::uint64_t polling_sessions = 0;    ///< now
  std::uint64_t websocket_sessions = 0;  ///< now

  /// Sessions that ended for `reason`.
  [[nodiscard]] std::uint64_t closed_for(close_reason reason) const noexcept {
    return closed_by_reason[static_cast<std::size_t>(reason)];
  }
  /// Adds what one loop has counted.
  void add(const shard_counters& loop, const traffic_counters& traffic) noexcept;
};

}  // namespace webchats::engineio
