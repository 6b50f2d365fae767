#include "api/presence_teller.hpp"

#include <algorithm>
#include <utility>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/loop_group.hpp"

namespace webchats::api {
namespace {

/// Who turns away for a moment has not gone anywhere.
constexpr std::chrono::milliseconds settling_time{1'000};

}  // namespace

std::chrono::milliseconds quiet_time(std::size_t people) noexcept {
  constexpr std::chrono::milliseconds longest = std::chrono::minutes(10);
  constexpr std::size_t people_for_longest = 11'000;
  if (people >= people_for_longest) return longest;
  return std::chrono::milliseconds(people * people / 200);
}

presence_teller::presence_teller(net::loop_group& loops, chat::presence& people, announcement tell)
    : people_(people), tell_(std::move(tell)) {
  for (std::size_t index = 0; index < loops.size(); ++index) {
    states_.push_back(std::make_unique<loop_state>(loops[index]));
  }
}

std::chrono::milliseconds presence_teller::quiet_left(const loop_state& home, chat::room_id room) {
  const auto last = home.last.find(room);
  if (last == home.last.end()) return std::chrono::milliseconds(0);
  const auto quiet_until = last->second.when + quiet_time(last->second.people);
  return std::chrono::ceil<std::chrono::milliseconds>(quiet_until - net::loop::current()->now());
}

void presence_teller::changed(const chat::presence_changed& one) {
  auto& home = *states_[net::loop::current()->index()];
  const auto patience = one.news == chat::presence_news::moods ? settling_time : std::chrono::milliseconds(0);
  const auto wait = std::max(quiet_left(home, one.room), patience);
  if (wait.count() <= 0) return tell(home, one.room);
  home.tasks.spawn(tell_later(&home, one.room, wait));
}

boost::asio::awaitable<void> presence_teller::tell_later(loop_state* home, chat::room_id room,
                                                         std::chrono::milliseconds wait) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  // News of the other kind may have been told meanwhile, and its quiet time holds for this, too.
  for (; wait.count() > 0; wait = quiet_left(*home, room)) {
    timer.expires_after(wait);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  tell(*home, room);
}

void presence_teller::tell(loop_state& home, chat::room_id room) {
  const auto now = people_.snapshot(room);
  const bool goes_on = home.unfinished.erase(room) != 0;
  if (now.news == chat::presence_news::nothing && !goes_on) return;
  if (now.people.empty()) {
    home.last.erase(room);
  } else {
    home.last.insert_or_assign(room, told{net::loop::current()->now(), now.people.size()});
  }
  if (tell_(room, now) == told_of::all) return;
  home.unfinished.insert(room);
  home.tasks.spawn(tell_later(&home, room, std::max(quiet_left(home, room), settling_time)));
}

}  // namespace webchats::api
