#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "chat/access.hpp"
#include "chat/outcome.hpp"
#include "chat/types.hpp"

/// Programs that use the contract as people do, with tokens of their own.
namespace webchats::chat {

struct bot {
  user who;
  user_id owner;
  instant created;
};

/// A token of a bot: a session that does not expire. Never holds the token itself.
struct bot_token {
  session_id id;
  std::string label;
  access may;
  instant created;
  instant last_used;
};

struct new_bot {
  user_id owner;
  std::string name;
  std::string avatar{};
  instant created;
  std::size_t most_owned = 20;  ///< refuse with `forbidden` beyond
};

struct new_bot_token {
  std::string token_hash;
  std::string label;
  access may;
  instant created;
  std::size_t most = 20;  ///< of a bot; refuse with `forbidden` beyond
};

/// To whoever is neither a bot's owner nor manages the server's settings, it is `not_found`.
class bot_repository {
 public:
  virtual ~bot_repository() = default;
  /// Refuses with `forbidden` when the owner may have no bots, and `invalid` when its name reads like that of staff or
  /// of another bot, and `taken` when it reads like that of anybody else.
  [[nodiscard]] virtual flow<bot> add(new_bot made) = 0;
  /// One's own; all of them for who manages the server's settings.
  [[nodiscard]] virtual flow<std::vector<bot>> list(user_id asker) = 0;
  [[nodiscard]] virtual flow<bot> get(user_id asker, user_id wanted) = 0;
  /// Its tokens end and it leaves every room; what it wrote stays.
  [[nodiscard]] virtual flow<void> remove(user_id asker, user_id removed, instant now) = 0;

  [[nodiscard]] virtual flow<bot_token> add_token(user_id asker, user_id of, new_bot_token made) = 0;
  [[nodiscard]] virtual flow<std::vector<bot_token>> tokens(user_id asker, user_id of) = 0;
  /// Refuses with `not_found`, too, when it has no such token.
  [[nodiscard]] virtual flow<void> end_token(user_id asker, user_id of, session_id ended, instant now) = 0;

  /// Brings it into a room into which the asker may invite. Refuses like any change of a room.
  [[nodiscard]] virtual flow<void> enter(user_id asker, user_id entering, room_id room, instant now) = 0;
  [[nodiscard]] virtual flow<void> leave(user_id asker, user_id leaving, room_id room) = 0;
};

}  // namespace webchats::chat
