#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <boost/asio/steady_timer.hpp>

#include "net/loop.hpp"

namespace webchats::socketio {

/// Deadlines on one loop that have a timeout of their own each, such as those of acknowledgements: kept in order behind
/// one timer. Touched only on the loop.
class ack_timers {
  using queue = std::multimap<net::steady_time, std::function<void()>>;

 public:
  using handle = queue::iterator;

  explicit ack_timers(net::loop& owner);

  /// `late` is called once, unless disarmed before; the handle is void then.
  handle arm(std::chrono::milliseconds timeout, std::function<void()> late);
  void disarm(handle entry) noexcept { waiting_.erase(entry); }
  [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }

 private:
  void wait();
  void expire();

  queue waiting_;
  net::steady_time timer_due_ = net::steady_time::max();
  boost::asio::steady_timer timer_;
};

}  // namespace webchats::socketio
