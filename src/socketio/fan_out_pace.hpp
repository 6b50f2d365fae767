#pragma once

#include <chrono>
#include <vector>
#include <boost/asio/steady_timer.hpp>

#include "net/loop.hpp"

namespace webchats::socketio {

class fan_out;

/// Lets go, in time, of what rooms of a loop hold back. Belongs to the loop.
class fan_out_pace {
 public:
  /// `longest_wait`: of a message; zero: nothing is held back.
  fan_out_pace(net::loop& owner, std::chrono::milliseconds longest_wait);

  /// What it was made with.
  [[nodiscard]] std::chrono::milliseconds longest_wait() const noexcept { return longest_wait_; }
  /// `holder` holds something until `fan_out::due`.
  void watch(fan_out& holder);
  /// It does not any more.
  void forget(fan_out& holder) noexcept;

 private:
  void arm();
  void on_timer();

  net::loop& loop_;
  const std::chrono::milliseconds longest_wait_;
  boost::asio::steady_timer timer_;
  std::vector<fan_out*> holders_;
  net::steady_time armed_for_ = net::steady_time::max();
};

}  // namespace webchats::socketio
