#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

using invite_id = numeric_id<struct invite_tag>;

/// A link by which people come, to a room or to the server.
struct invite {
  invite_id id;
  std::optional<room_id> room{};  ///< nothing: to the server
  user_id creator;
  server_role role = server_role::member;  ///< of accounts that are made with it
  instant created;
  instant expires;
  std::optional<std::int64_t> uses_left{};  ///< nothing: as many as come
};

struct new_invite {
  std::string code_hash;
  std::optional<room_id> room{};
  user_id creator;
  server_role role = server_role::member;
  instant created;
  instant expires;
  std::optional<std::int64_t> uses{};
  std::size_t most = 100;  ///< of one person that hold at a time; refuse with `forbidden` beyond
};

/// What a link shows to somebody who has not come yet.
struct invite_face {
  std::string server;                 ///< its name
  std::optional<std::string> room{};  ///< its name
  std::string inviter;
  bool valid = false;
};

class invite_repository {
 public:
  virtual ~invite_repository() = default;
  /// Refuses with `forbidden`, `not_found` and what else `permissions` says of `invite` and `invite_people`.
  [[nodiscard]] virtual flow<invite> add(new_invite made) = 0;
  /// Those that hold and that `asker` may end: own ones; those to rooms they are in and moderate; to the server for
  /// its admins.
  [[nodiscard]] virtual flow<std::vector<invite>> list(user_id asker, instant now) = 0;
  /// Refuses with `not_found` what `asker` may not end.
  [[nodiscard]] virtual flow<void> remove(user_id asker, invite_id ended, instant now) = 0;
  /// Refuses with `not_found`.
  [[nodiscard]] virtual flow<invite_face> look(std::string code_hash, instant now) = 0;
  /// Makes `who` a member of the link's room; a member uses nothing up. Refuses with `not_found` (no such link, or not
  /// to a room), `gone`, `forbidden` and `conflict` (archived).
  [[nodiscard]] virtual flow<joined_room> join(user_id who, std::string code_hash, instant now) = 0;
};

}  // namespace webchats::chat
