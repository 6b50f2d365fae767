#include "socketio/ack_timers.hpp"

#include <utility>

namespace webchats::socketio {

ack_timers::ack_timers(net::loop& owner) : timer_(owner.context()) {}

ack_timers::handle ack_timers::arm(std::chrono::milliseconds timeout, std::function<void()> late) {
  const handle armed = waiting_.emplace(std::chrono::steady_clock::now() + timeout, std::move(late));
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
    const auto late = waiting_.extract(waiting_.begin());
    late.mapped()();
  }
  wait();
}

}  // namespace webchats::socketio
