#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "load/measurement.hpp"
#include "load/scenarios.hpp"
#include "load/swarm.hpp"

namespace webchats::load {

constexpr std::size_t connecting_cap = 64;  ///< handshakes at a time

/// What every payload begins with: "<sequence, 11 digits>:<nanoseconds, 19 digits>:".
struct stamp {
  std::uint64_t sequence;
  std::uint64_t sent_ns;
};

/// A payload of `size` bytes (at least those of the stamp).
[[nodiscard]] std::string stamped(const stamp& s, std::size_t size);
/// The same, sent now.
[[nodiscard]] inline std::string stamped(std::uint64_t sequence, std::size_t size) {
  return stamped(stamp{.sequence = sequence, .sent_ns = now_ns()}, size);
}
/// Throws std::runtime_error when `text` does not begin with a stamp.
[[nodiscard]] stamp read_stamp(std::string_view text);
/// How long what `by` is handling was under way.
[[nodiscard]] inline std::chrono::nanoseconds took(const stamp& s, const connection& by) {
  return std::chrono::nanoseconds(by.arrived_ns()) - std::chrono::nanoseconds(s.sent_ns);
}
/// The event that goes to everybody.
[[nodiscard]] std::string message_packet(const stamp& s, std::size_t size);
[[nodiscard]] inline std::string message_packet(std::uint64_t sequence, std::size_t size) {
  return message_packet(stamp{.sequence = sequence, .sent_ns = now_ns()}, size);
}
/// The stamp of such an event. Throws std::runtime_error for any other packet.
[[nodiscard]] stamp read_message(std::string_view packet);

/// What all scenarios do first: connect, and fail when a connection is lost.
class crowd : public listener {
 public:
  explicit crowd(const plan& p) : plan_(p), swarm_(p.where) {}

  void on_ready(connection&) override { ++ready_; }
  void on_packet(connection&, std::string_view) override {}
  void on_lost(connection&) override;

 protected:
  /// Connects `count` more, `at_a_time` of them. Throws std::runtime_error when not all come up.
  void join(std::size_t count, transport kind = transport::websocket, std::size_t at_a_time = connecting_cap);

  const plan& plan_;
  swarm swarm_;
  std::size_t ready_ = 0;
};

}  // namespace webchats::load
