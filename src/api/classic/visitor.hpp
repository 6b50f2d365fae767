#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <boost/json/value.hpp>

#include "chat/presence.hpp"
#include "chat/types.hpp"
#include "socketio/socket.hpp"

namespace webchats::api::classic {

/// What a client of the original may ask for by its socket. `identify` is the handshake's own token.
enum class event_kind : std::uint8_t { identify, login, room, roomout, message };

struct event {
  event_kind kind;
  boost::json::value payload;
};

/// A socket of namespace `/`: perhaps a person, perhaps in a room, with what that person has read. The `data` of its
/// socket; lives on the socket's loop.
class visitor {
 public:
  [[nodiscard]] static std::shared_ptr<visitor> of(const socketio::socket& socket) {
    return std::static_pointer_cast<visitor>(socket.context);
  }

  /// Whose socket it is; nothing until a valid token was seen.
  std::optional<chat::identity> who;
  /// The room it is in; nothing in the lobby.
  std::optional<chat::room_id> room;
  /// Seen by others while in a room.
  chat::presence::stay stay;
  /// Where the person is in the rooms this contract knows, once they were counted (`login`) or entered.
  std::vector<std::pair<chat::room_id, chat::reading>> readings;

  /// Events are carried out one after the other, in the order sent, although each may wait for the database.
  std::deque<event> waiting;
  std::size_t waiting_bytes = 0;
  bool at_work = false;

  [[nodiscard]] chat::reading* reading_of(chat::room_id wanted) noexcept;
  /// Sets what is known of a room.
  void know(chat::room_id wanted, chat::reading where);
};

}  // namespace webchats::api::classic
