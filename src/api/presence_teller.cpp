#include "api/presence_teller.hpp"

#include <algorithm>
#include <utility>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/loop_group.hpp"

namespace webchats::api {

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

void presence_teller::changed(chat::room_id room) {
  const auto& here = *net::loop::current();
  auto& home = *states_[here.index()];
  const auto last = home.last.find(room);
  if (last == home.last.end()) return tell(home, room);
  const auto quiet_until = last->second.when + quiet_time(last->second.people);
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(quiet_until - here.now());
  if (wait.count() <= 0) return tell(home, room);
  home.tasks.spawn(tell_later(&home, room, wait));
}

boost::asio::awaitable<void> presence_teller::tell_later(loop_state* home, chat::room_id room,
                                                         std::chrono::milliseconds wait) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, wait);
  co_await timer.async_wait(boost::asio::use_awaitable);
  tell(*home, room);
}

void presence_teller::tell(loop_state& home, chat::room_id room) {
  const auto online = people_.snapshot(room);
  if (online.empty()) {
    home.last.erase(room);
  } else {
    home.last.insert_or_assign(room, told{net::loop::current()->now(), online.size()});
  }
  tell_(room, online);
}

}  // namespace webchats::api
