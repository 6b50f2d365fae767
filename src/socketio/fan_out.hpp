#pragma once

#include <array>
#include <cstddef>

#include "net/chunk.hpp"
#include "net/deadline.hpp"
#include "socketio/encoded_packet.hpp"

namespace webchats::socketio {

struct room;

/// What a room needs while many messages go to many members: they lie together in memory, one run for each form, so
/// that a turn's messages are one piece in each outbox. It goes again when the room has been quiet for a while. On its
/// loop.
class fan_out final : public net::deadline {
 public:
  /// A room with fewer members does without.
  static constexpr std::size_t fewest_members = 16;

  /// `owner` owns it; `quiet` says for how long it stays without a message.
  fan_out(room& owner, net::deadline_queue& quiet);

  /// The run for messages of this form.
  [[nodiscard]] net::batch& batch(wire_form form) noexcept { return batches_[static_cast<std::size_t>(form)]; }
  /// A message is sent.
  void use() noexcept { used_ = true; }

 private:
  void on_deadline() override;

  room& owner_;
  net::deadline_queue& quiet_;
  std::array<net::batch, 4> batches_;
  bool used_ = false;
};

}  // namespace webchats::socketio
