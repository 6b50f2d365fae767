#include "socketio/broadcast_question.hpp"

#include <utility>

#include "socketio/guard.hpp"

namespace webchats::socketio {

broadcast_question::progress broadcast_question::answered(const socket& who, arguments values) {
  if (waiting_.erase(&who) == 0) return progress::incomplete;
  result_.answered.push_back({.socket_id = who.id(), .values = std::move(values)});
  return waiting_.empty() ? progress::complete : progress::incomplete;
}

broadcast_question::progress broadcast_question::left(const socket& who) {
  if (waiting_.erase(&who) == 0) return progress::incomplete;
  result_.left.push_back(who.id());
  return waiting_.empty() ? progress::complete : progress::incomplete;
}

void broadcast_question::finish(ack_timers& timers) {
  if (timer) timers.disarm(*std::exchange(timer, std::nullopt));
  for (const socket* each : waiting_) result_.missing.push_back(each->id());
  waiting_.clear();
  guarded("broadcast", "acknowledgements", [&] { done_(std::move(result_)); });
}

}  // namespace webchats::socketio
