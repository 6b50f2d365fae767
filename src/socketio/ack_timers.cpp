#include "socketio/ack_timers.hpp"

#include <utility>

#include "socketio/socket.hpp"

namespace webchats::socketio {

ack_timers::ack_timers(net::loop& owner) : timer_(owner.context()) {}

ack_timers::handle ack_timers::arm(std::chrono::milliseconds timeout, std::weak_ptr<socket> owner,
                                   std::uint64_t ack_id) {
  const handle armed =
      waiting_.emplace(std::chrono::steady_clock::now() + timeout, entry{.owner = std::move(owner), .ack_id = ack_id});
  wait();
  return armed;
}

void ack_timers::wait() {
  if (waiting_.empty() || waiting_.begin()->first >= timer_due_) return;
  timer_due_ = waiting_.begin()->first;
  timer_.expires_at(timer_due_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) expire();
  });
}

void ack_timers::expire() {
  timer_due_ = net::steady_time::max();
  const net::steady_time now = std::chrono::steady_clock::now();
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    const entry late = waiting_.begin()->second;
    // The socket takes its entry out of the queue; one that is gone cannot.
    if (const socket_ptr owner = late.owner.lock()) {
      owner->resolve(late.ack_id, std::nullopt);
    } else {
      waiting_.erase(waiting_.begin());
    }
  }
  wait();
}

}  // namespace webchats::socketio
