#pragma once

#include <atomic>
#include <cstdint>

namespace webchats::socketio {

/// A number written on one loop and read anywhere.
class loop_counter {
 public:
  /// On the loop only: no read-modify-write, which would cost on every delivery.
  void add(std::uint64_t more) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// What happened on one loop since the start; see `server_counters`.
struct loop_counters {
  loop_counter connections, refused_connections, disconnections;
  loop_counter events_in, events_out, acks_in, acks_out;
  loop_counter dropped_volatile, coalesced, paced;
  loop_counter acks_timed_out, bad_arguments, packets_refused, parse_errors, overloads;
  loop_counter recovered, recovered_partly, recoveries_failed, deduplicated;
};

}  // namespace webchats::socketio
