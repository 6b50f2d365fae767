#include "api/room_pace.hpp"

#include <algorithm>
#include <utility>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/loop_group.hpp"

namespace webchats::api {
namespace {

constexpr std::size_t most_lanes = 1'024;  // beyond, those whose gap is over are forgotten

}  // namespace

std::chrono::milliseconds gap_time(std::size_t people) noexcept {
  constexpr std::chrono::milliseconds longest{10};
  constexpr std::size_t people_per_millisecond = 200;
  return std::min(longest, std::chrono::milliseconds(people / people_per_millisecond));
}

room_pace::room_pace(net::loop_group& loops, const chat::presence& people, receiver pass_on)
    : people_(people), pass_on_(std::move(pass_on)) {
  for (std::size_t index = 0; index < loops.size(); ++index) {
    states_.push_back(std::make_unique<loop_state>(loops[index]));
  }
}

void room_pace::pass(chat::room_id room, const chat::notice& one) {
  const auto& here = *net::loop::current();
  auto& home = *states_[here.index()];
  const auto now = here.now();
  if (const auto found = home.lanes.find(room); found != home.lanes.end()) {
    auto& [quiet_until, waiting] = found->second;
    const bool passes_already = !waiting.empty();
    if (passes_already || now < quiet_until) {
      waiting.push_back(one);
      if (!passes_already) home.tasks.spawn(pass_later(&home, room, quiet_until));
      return;
    }
  }
  pass_on_(one);
  const auto gap = gap_time(people_.count(room));
  if (gap.count() == 0) {
    home.lanes.erase(room);
    return;
  }
  if (home.lanes.size() >= most_lanes) {
    erase_if(home.lanes,
             [now](const auto& entry) { return entry.second.waiting.empty() && entry.second.quiet_until <= now; });
  }
  home.lanes[room].quiet_until = now + gap;
}

boost::asio::awaitable<void> room_pace::pass_later(loop_state* home, chat::room_id room, net::steady_time when) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, when);
  co_await timer.async_wait(boost::asio::use_awaitable);
  auto& lane = home->lanes.at(room);
  lane.quiet_until = net::loop::current()->now() + gap_time(people_.count(room));
  for (const auto& one : std::exchange(lane.waiting, {})) pass_on_(one);
}

}  // namespace webchats::api
