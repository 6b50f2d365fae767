#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <boost/unordered/unordered_flat_set.hpp>

#include "socketio/ack_result.hpp"
#include "socketio/ack_timers.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

/// An emit that asked the sockets of one loop for an answer, until all have answered or left, or its time is up.
class broadcast_question {
 public:
  explicit broadcast_question(std::function<void(broadcast_answers)> done) : done_(std::move(done)) {}

  enum class progress : std::uint8_t { incomplete, complete };
  void ask(const socket& who) { waiting_.insert(&who); }
  /// Answers of those that were not asked, or have answered, are ignored.
  progress answered(const socket& who, arguments values);
  progress left(const socket& who);
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

  /// Tells the result; those that are still waited for are missing.
  void finish(ack_timers& timers);

  std::optional<ack_timers::handle> timer;  ///< while armed

 private:
  boost::unordered_flat_set<const socket*> waiting_;
  broadcast_answers result_;
  std::function<void(broadcast_answers)> done_;
};

}  // namespace webchats::socketio
