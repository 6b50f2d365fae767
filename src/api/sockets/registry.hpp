#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <utility>
#include <vector>
#include <boost/unordered/unordered_map.hpp>

#include "chat/ids.hpp"

namespace webchats::socketio {
class socket;
}

namespace webchats::api {

/// How long what went by is remembered: longer than a socket may take from its token's check to its registration (the
/// connect timeout, 45 s).
inline constexpr std::chrono::seconds remembered{90};

/// Sessions that ended a moment ago. A socket that was let in before its session ended, and is registered after the
/// notice went by, is found here. Lives on one loop.
class ended_sessions {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  void add(chat::session_id ended, time_point now);
  [[nodiscard]] bool contains(chat::session_id session) const noexcept;

 private:
  std::deque<std::pair<time_point, chat::session_id>> recent_;
};

/// Who was put or went out of which room a moment ago, and at which version of the room. A socket that learned of its
/// rooms before, and enters them after the notice went by, is stopped here. Lives on one loop.
class removed_members {
 public:
  using time_point = ended_sessions::time_point;

  void add(chat::user_id user, chat::room_id room, std::int64_t version, time_point now);
  /// Whether a membership that was seen at `version` of the room is over.
  [[nodiscard]] bool since(chat::user_id user, chat::room_id room, std::int64_t version) const;

 private:
  using place = std::pair<chat::user_id, chat::room_id>;
  std::deque<std::pair<time_point, place>> recent_;
  struct removal {
    std::int64_t version;
    time_point when;
  };
  std::map<place, removal> last_;
};

/// The connected sockets of one namespace on one loop, by person. Lives on that loop.
class registry {
 public:
  using visitor = std::function<void(socketio::socket&)>;

  void add(chat::user_id user, socketio::socket& socket);
  void remove(chat::user_id user, const socketio::socket& socket) noexcept;

  /// Visits the sockets of `user`; `visit` may disconnect them.
  void each_of(chat::user_id user, const visitor& visit) const;
  /// Visits all sockets.
  void each(const visitor& visit) const;
  [[nodiscard]] std::size_t size() const noexcept { return sockets_.size(); }

  ended_sessions ended;
  removed_members removed;

 private:
  boost::unordered_multimap<chat::user_id, socketio::socket*, std::hash<chat::user_id>> sockets_;
};

}  // namespace webchats::api
