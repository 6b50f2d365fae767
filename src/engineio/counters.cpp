#include "engineio/counters.hpp"

namespace webchats::engineio {

void server_counters::add(const shard_counters& loop, const traffic_counters& traffic) noexcept {
  handshakes += loop.handshakes.read();
  refused += loop.refused.read();
  throttled += loop.throttled.read();
  oversized += loop.oversized.read() + traffic.oversized.read();
  upgrades += loop.upgrades.read();
  failed_probes += loop.failed_probes.read();
  handed_over += loop.handed_over.read();
  for (std::size_t i = 0; i < close_reasons; ++i) {
    const std::uint64_t ended = loop.closed[i].read();
    closed_by_reason[i] += ended;
    closed += ended;
  }
  packets_in += traffic.packets_in.read();
  packets_out += traffic.packets_out.read();
  bytes_in += traffic.bytes_in.read();
  bytes_out += traffic.bytes_out.read();
  polling_sessions += loop.polling_sessions.read();
  websocket_sessions += loop.websocket_sessions.read();
}

}  // namespace webchats::engineio
