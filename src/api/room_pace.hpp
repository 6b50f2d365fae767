#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>
#include <boost/asio/awaitable.hpp>
#include <boost/unordered/unordered_map.hpp>

#include "chat/presence.hpp"
#include "net/task_group.hpp"

namespace webchats::net {
class loop_group;
}

namespace webchats::api {

/// How long a room of so many people gets nothing new after it got something: a message to a thousand people is a
/// thousand writes, and those that leave together share them. 1,000 people: 5 ms; below 200 nothing, 10 ms at most.
[[nodiscard]] std::chrono::milliseconds gap_time(std::size_t people) noexcept;

/// Passes notices on: at once when the room is small or was quiet, else together with the room's others when its gap is
/// over. Keeps the order of each room. Made before the loops run; outlives their threads.
class room_pace {
 public:
  using receiver = std::function<void(const chat::notice&)>;

  room_pace(net::loop_group& loops, const chat::presence& people, receiver pass_on);

  /// A notice about `room`, on the room's home loop.
  void pass(chat::room_id room, const chat::notice& one);

 private:
  struct lane {
    net::steady_time quiet_until;
    std::vector<chat::notice> waiting;  ///< not empty while a `pass_later` runs
  };
  struct loop_state {
    explicit loop_state(net::loop& owner) : tasks(owner, "room pace") {}
    net::task_group tasks;
    boost::unordered_map<chat::room_id, lane, std::hash<chat::room_id>> lanes;  ///< of rooms with a gap
  };

  [[nodiscard]] boost::asio::awaitable<void> pass_later(loop_state* home, chat::room_id room, net::steady_time when);

  const chat::presence& people_;
  receiver pass_on_;
  std::vector<std::unique_ptr<loop_state>> states_;  // by the index of the loop
};

}  // namespace webchats::api
