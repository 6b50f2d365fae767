#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <boost/asio/steady_timer.hpp>

#include "net/loop.hpp"

namespace webchats::socketio {

class socket;

/// The deadlines of the acknowledgements awaited on one loop. Each has a timeout of its own, so they are kept in order
/// behind one timer. Touched only on the loop.
class ack_timers {
  struct entry {
    std::weak_ptr<socket> owner;
    std::uint64_t ack_id;
  };
  using queue = std::multimap<net::steady_time, entry>;

 public:
  using handle = queue::iterator;

  explicit ack_timers(net::loop& owner);

  [[nodiscard]] handle arm(std::chrono::milliseconds timeout, std::weak_ptr<socket> owner, std::uint64_t ack_id);
  void disarm(handle entry) noexcept { waiting_.erase(entry); }

 private:
  void wait();
  void expire();

  queue waiting_;
  net::steady_time timer_due_ = net::steady_time::max();
  boost::asio::steady_timer timer_;
};

}  // namespace webchats::socketio
