#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// The account by which 大白 is in rooms.
struct robot_account {
  user who;
  std::vector<room_id> direct;  ///< its talks with one person
};

/// 大白 in a room, and whom it is to answer there.
struct robot_entry {
  user self;
  std::string asker_speaks;  ///< the language the asker chose: a tag, or empty
};

/// Where 大白 is. `store` implements it.
class robot_repository {
 public:
  virtual ~robot_repository() = default;
  /// Nothing before it was in a room for the first time. Reads on the calling thread: for the start.
  [[nodiscard]] virtual std::optional<robot_account> load() = 0;
  /// Makes it a member of a room where `asker` asks it something, and its account, called `name`, when there is none
  /// yet. Refuses with `forbidden` a room that it is banned from, that is archived or that is somebody's direct talk;
  /// `not_found`; `invalid{name, reserved}` when somebody of the staff is called alike.
  [[nodiscard]] virtual flow<robot_entry> enter(room_id room, user_id asker, std::string name, instant now) = 0;
};

}  // namespace webchats::chat
