#pragma once

#include <string>
#include <vector>

#include "chat/accounts.hpp"
#include "chat/ports/people_repository.hpp"
#include "chat/word_screen.hpp"

namespace webchats::chat {

/// What people say of themselves, and what they see of each other. One for the process; may be used from any loop.
class people {
 public:
  people(accounts& known, people_repository& repository, const clock& time, const limits& bounds,
         const word_screen& words = word_screen::nothing())
      : accounts_(known),
        repository_(repository),
        clock_(time),
        limits_(bounds),
        words_(words),
        changes_(bounds.profile_changes),
        look_ups_(bounds.look_ups) {}

  /// Refuses with `not_found`: guests see only those they share a room with.
  [[nodiscard]] flow<profile> profile_of(user asker, user_id wanted);
  /// Those of `wanted` whom the asker may see; at most 100, else `invalid`.
  [[nodiscard]] flow<std::vector<seen_person>> last_seen(user asker, std::vector<user_id> wanted);
  /// Refuses with `invalid`: also a name that reads like that of staff; `blocked_word`.
  [[nodiscard]] flow<account> change(user_id who, profile_change change);
  /// Their last connection is gone.
  void left(user_id who) noexcept { repository_.left(who, clock_.now()); }
  [[nodiscard]] flow<std::vector<room_id>> direct_rooms_of(user_id who);

  [[nodiscard]] flow<std::vector<user>> blocked_by(user_id who);
  /// Refuses with `not_found`, `invalid` (oneself), `conflict` (too many).
  [[nodiscard]] flow<void> block(user_id who, user_id blocked);
  [[nodiscard]] flow<void> unblock(user_id who, user_id blocked);

 private:
  accounts& accounts_;
  people_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  const word_screen& words_;
  rate_limiter<user_id> changes_;
  rate_limiter<user_id> look_ups_;
};

}  // namespace webchats::chat
