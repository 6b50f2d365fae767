#include "socketio/fan_out_pace.hpp"

#include <algorithm>
#include <utility>

#include "socketio/fan_out.hpp"

namespace webchats::socketio {

fan_out_pace::fan_out_pace(net::loop& owner, std::chrono::milliseconds longest_wait)
    : loop_(owner), longest_wait_(longest_wait), timer_(owner.context()) {}

void fan_out_pace::watch(fan_out& holder) {
  holders_.push_back(&holder);
  arm();
}

void fan_out_pace::forget(fan_out& holder) noexcept { std::erase(holders_, &holder); }

/// One timer for all: when it was set for a room that has let go meanwhile, it finds nothing to do.
void fan_out_pace::arm() {
  const auto first = std::ranges::min_element(holders_, {}, &fan_out::due);
  if (first == holders_.end() || (*first)->due() >= armed_for_) return;
  armed_for_ = (*first)->due();
  timer_.expires_at(armed_for_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) on_timer();
  });
}

void fan_out_pace::on_timer() {
  armed_for_ = net::steady_time::max();
  const net::steady_time now = loop_.now();
  const auto due = std::ranges::partition(holders_, [now](const fan_out* each) { return each->due() > now; });
  const std::vector<fan_out*> over(due.begin(), due.end());
  holders_.erase(due.begin(), due.end());
  for (fan_out* const each : over) each->release(now);
  arm();
}

}  // namespace webchats::socketio
