#pragma once

#include <string>
#include <vector>

#include "chat/accounts.hpp"
#include "chat/limits.hpp"
#include "chat/ports/bots.hpp"
#include "chat/ports/clock.hpp"

namespace webchats::chat {

/// A new token, which is shown only once.
struct made_bot_token {
  bot_token made;
  std::string token;
};

/// Programs with an account. One for the process; may be used from any loop.
class bots {
 public:
  bots(bot_repository& repository, accounts& sessions, const clock& time, const limits& bounds,
       const word_screen& words = word_screen::nothing());

  /// Refuses with `invalid`, `blocked_word`, `forbidden`.
  [[nodiscard]] flow<bot> add(user_id owner, std::string name);
  [[nodiscard]] flow<std::vector<bot>> list(user_id asker);
  /// Refuses with `not_found`, as all of the following.
  [[nodiscard]] flow<bot> get(user_id asker, user_id wanted);
  /// Ends its tokens and takes it out of its rooms.
  [[nodiscard]] flow<void> remove(user_id asker, user_id removed);

  /// Refuses with `invalid` (no scope), `forbidden` (too many).
  [[nodiscard]] flow<made_bot_token> add_token(user_id asker, user_id of, std::string label, access may);
  [[nodiscard]] flow<std::vector<bot_token>> tokens(user_id asker, user_id of);
  /// Ends a token; its sockets are cut by `session_revoked`.
  [[nodiscard]] flow<void> end_token(user_id asker, user_id of, session_id ended);

  /// Brings it into a room into which the asker may invite.
  [[nodiscard]] flow<void> enter(user_id asker, user_id entering, room_id room);
  [[nodiscard]] flow<void> leave(user_id asker, user_id leaving, room_id room);

 private:
  bot_repository& repository_;
  accounts& accounts_;
  const clock& clock_;
  const limits& limits_;
  const word_screen& words_;
};

}  // namespace webchats::chat
