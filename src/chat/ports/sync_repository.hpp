#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// What a client holds of a room: everything up to `seq` as it was at `version`.
struct held_room {
  room_id room;
  seq_no seq;
  std::int64_t version = 0;
};

/// What makes a client's copy of a room equal to the room again.
struct room_patch {
  room_id room;
  std::vector<message> messages{};  ///< newer than what is held, ascending; of a fresh one the newest page
  std::vector<message> changed{};   ///< held ones that changed, as they are now, ascending
  bool fresh = false;               ///< too much happened: what is held is to be forgotten
  bool more = false;                ///< of a fresh one: there are messages before the page
};

/// All a client shows at its start, at one instant of the database.
struct state {
  std::string epoch;  ///< of the database: what a client holds of another one is worth nothing
  std::vector<joined_room> rooms;
  std::vector<room_patch> patches;  ///< of held rooms the person is in
  std::vector<user_id> blocked;     ///< by this person
};

/// What `store` answers a client that comes or comes back.
class sync_repository {
 public:
  virtual ~sync_repository() = default;
  /// The state, and patches for what is `held`, if `epoch` is that of the database. The patches together hold at most
  /// `most` messages of rooms that are not fresh; a fresh one has a page of `page`.
  [[nodiscard]] virtual flow<state> state_of(user_id who, std::string epoch, std::vector<held_room> held,
                                             std::size_t most, std::size_t page) = 0;
};

}  // namespace webchats::chat
