#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>
#include <boost/asio/awaitable.hpp>
#include <boost/unordered/unordered_map.hpp>
#include <boost/unordered/unordered_set.hpp>

#include "chat/presence.hpp"
#include "net/task_group.hpp"

namespace webchats::net {
class loop_group;
}

namespace webchats::api {

/// How long a room's people are told nothing new after they were told of `people`: the original's contract gives the
/// list to everybody on it, so its cost grows with the square. 100 people: 50 ms, 1,000: 5 s; ten minutes at most.
[[nodiscard]] std::chrono::milliseconds quiet_time(std::size_t people) noexcept;

/// Whether a room was told everything there is to tell, or the rest is for the next time.
enum class told_of : std::uint8_t { all, some };

/// Tells rooms who is there: at once when it was quiet, else when the quiet time is over, then with what is true by
/// then. Who is idle or busy may wait a second for more of it. Made before the loops run; outlives their threads.
class presence_teller {
 public:
  /// Brings what is new to both contracts.
  using announcement = std::function<told_of(chat::room_id room, const chat::gathering& now)>;

  presence_teller(net::loop_group& loops, chat::presence& people, announcement tell);

  /// On the room's home loop; by `presence` once of each kind until the next snapshot is taken.
  void changed(const chat::presence_changed& one);

 private:
  struct told {
    net::steady_time when;
    std::size_t people;
  };
  struct loop_state {
    explicit loop_state(net::loop& owner) : tasks(owner, "presence") {}
    net::task_group tasks;
    boost::unordered_map<chat::room_id, told, std::hash<chat::room_id>> last;
    boost::unordered_set<chat::room_id, std::hash<chat::room_id>> unfinished;  ///< told of some
  };

  /// How much of the quiet time of `room` is left.
  [[nodiscard]] static std::chrono::milliseconds quiet_left(const loop_state& home, chat::room_id room);
  void tell(loop_state& home, chat::room_id room);
  [[nodiscard]] boost::asio::awaitable<void> tell_later(loop_state* home, chat::room_id room,
                                                        std::chrono::milliseconds wait);

  chat::presence& people_;
  announcement tell_;
  std::vector<std::unique_ptr<loop_state>> states_;  // by the index of the loop
};

}  // namespace webchats::api
