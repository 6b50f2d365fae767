#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/permissions.hpp"
#include "chat/ports/repository.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// A member as the others see them.
struct room_member {
  user who;
  member_role role = member_role::member;
  std::optional<instant> muted_until{};
};

struct member_page {
  std::vector<room_member> members;  ///< by id
  bool more = false;
};

/// Somebody who is kept out of a room.
struct room_ban {
  user who;
  user by;
  std::string reason;
  instant time;
  std::optional<instant> expires{};  ///< nothing: until it is ended
};

struct ban_page {
  std::vector<room_ban> bans;  ///< by id of the person
  bool more = false;
};

struct new_ban {
  user_id subject;
  std::string reason;
  instant time;
  std::optional<instant> expires{};
};

/// The people of rooms. Every write is judged in its transaction by `permissions`, and refuses with `forbidden` when
/// the actor does not outrank the subject, `not_found` when there is no such person (or, where said, no such member).
class member_repository {
 public:
  virtual ~member_repository() = default;
  [[nodiscard]] virtual flow<member_page> members_of(user_id asker, room_id room, list_range range, instant now) = 0;
  /// Those of `people` (by id, none twice) who are members.
  [[nodiscard]] virtual flow<std::vector<room_member>> members_among(user_id asker, room_id room,
                                                                     std::vector<user_id> people, instant now) = 0;
  /// Adds those of `people` who may be added; answers with them. Who is a member, banned, disabled, unknown, or has
  /// blocked the host, is left out.
  [[nodiscard]] virtual flow<std::vector<user_id>> add(user_id host, room_id room, std::vector<user_id> people,
                                                       instant now) = 0;
  /// A member; they are told the reason, and it is written down. May be empty.
  [[nodiscard]] virtual flow<void> kick(user_id actor, room_id room, user_id subject, std::string reason,
                                        instant now) = 0;
  /// Anybody; a member is one no more.
  [[nodiscard]] virtual flow<void> ban(user_id actor, room_id room, new_ban made) = 0;
  /// Who is not banned is not banned afterwards either.
  [[nodiscard]] virtual flow<void> unban(user_id actor, room_id room, user_id subject, instant now) = 0;
  [[nodiscard]] virtual flow<ban_page> bans_of(user_id asker, room_id room, list_range range, instant now) = 0;
  /// A member; `until` not after `now` ends it.
  [[nodiscard]] virtual flow<void> mute(user_id actor, room_id room, user_id subject, instant until, instant now) = 0;
  /// A member. Refuses with `conflict`: the last owner, or a role for a guest of the server.
  [[nodiscard]] virtual flow<void> give_role(user_id actor, room_id room, user_id subject, member_role role,
                                             instant now) = 0;
  [[nodiscard]] virtual flow<void> set_notify(user_id who, room_id room, notify_level level) = 0;
  /// Refuses what `permissions` does.
  [[nodiscard]] virtual flow<void> check(user_id who, room_id room, room_action what, instant now) = 0;
};

}  // namespace webchats::chat
