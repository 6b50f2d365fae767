#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>
#include <boost/container/flat_set.hpp>

#include "chat/notices.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// How much somebody is here; of a person the best of their connections, in this order.
enum class availability : std::uint8_t { offline, idle, dnd, online };

/// How a person wants to be seen, and since when: of two, the later one holds.
struct choice {
  chosen_presence presence = chosen_presence::online;
  instant made{};
};
[[nodiscard]] inline choice choice_of(const account& who) { return {who.presence, who.updated}; }

/// The people in a room as others see them, and what is new since the last look.
struct gathering {
  std::vector<user> people{};        ///< by id
  std::vector<availability> here{};  ///< how much each of them is; never `offline`
  presence_news news = presence_news::nothing;
};

/// The people in a room, counted per connection.
struct seat {
  user who;
  int connections = 0;
};
using seats = std::map<user_id, seat>;

/// A person with connections: what these say, what the person chose, where they are.
struct attendance {
  std::array<std::uint32_t, 4> connections{};  ///< by what they say
  choice wish{};
  boost::container::flat_set<room_id> rooms{};

  /// The best of the connections.
  [[nodiscard]] availability best() const noexcept {
    for (const auto each : {availability::online, availability::dnd, availability::idle}) {
      if (connections[std::to_underlying(each)] > 0) return each;
    }
    return availability::offline;
  }
  [[nodiscard]] bool hidden() const noexcept { return wish.presence == chosen_presence::invisible; }
  /// What others see.
  [[nodiscard]] availability seen() const noexcept {
    const auto here = best();
    if (here == availability::offline || hidden()) return availability::offline;
    if (wish.presence == chosen_presence::dnd) return availability::dnd;
    return wish.presence == chosen_presence::idle ? availability::idle : here;
  }
};

}  // namespace webchats::chat
