#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "net/chunk.hpp"
#include "net/deadline.hpp"
#include "net/stream.hpp"
#include "socketio/encoded_packet.hpp"

namespace webchats::socketio {

struct room;
class fan_out_pace;

/// What a room needs while many messages go to many members. It goes again when the room has been quiet for a while.
/// On its loop.
///
/// Together in memory: the messages of each form are one run, so that those of a turn are one piece in each outbox.
/// Together in time: a write costs the same for one message and for sixteen, so what follows a departure by less than
/// the pace waits for more of its kind. The first after a pause leaves at once, and a room where waiting brings nothing
/// together (who speaks waits for the answer to the last message) does not wait again for a while.
class fan_out final : public net::deadline {
 public:
  /// A room with fewer members does without.
  static constexpr std::size_t fewest_members = 16;
  /// One with fewer has messages leave at once: that many writes are soon done.
  static constexpr std::size_t fewest_to_wait = 64;

  /// `owner` owns it; `quiet` says for how long it stays without a message.
  fan_out(room& owner, net::deadline_queue& quiet, fan_out_pace& pace);
  ~fan_out() override;

  /// The run for messages of this form.
  [[nodiscard]] net::batch& batch(wire_form form) noexcept { return batches_[static_cast<std::size_t>(form)]; }

  /// A message of `bytes` is given to the members now: when it is to leave. Call `given` when all have it.
  [[nodiscard]] net::departure admit(net::steady_time now, std::size_t bytes);
  /// All members have the message; what waited leaves when it is enough.
  void given();
  /// Some messages wait: a member that leaves takes them along.
  [[nodiscard]] bool holds() const noexcept { return messages_ != 0; }
  /// What waits leaves at the end of this turn.
  void release(net::steady_time now);
  /// When what waits leaves at the latest.
  [[nodiscard]] net::steady_time due() const noexcept { return due_; }

 private:
  void on_deadline() override;

  room& owner_;
  net::deadline_queue& quiet_;
  fan_out_pace& pace_;
  std::array<net::batch, 4> batches_;
  bool used_ = true;

  net::steady_time left_{};      // the last departure
  net::steady_time due_{};       // of what waits
  net::steady_time arrived_{};   // the last of what waits
  net::steady_time restless_{};  // until then nothing waits
  std::chrono::milliseconds rest_{};
  std::uint32_t messages_ = 0;  // that wait
  std::uint32_t arrivals_ = 0;  // turns that brought them
  std::size_t bytes_ = 0;       // of them
};

}  // namespace webchats::socketio
