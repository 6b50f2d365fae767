#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/member_repository.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

/// The people of rooms, and what those do with them who may. Every change refuses with `rate_limited` and what
/// `permissions` says. One for the process; may be used from any loop.
class members {
 public:
  members(member_repository& repository, const clock& time, const limits& bounds);

  [[nodiscard]] flow<member_page> list(user_id asker, room_id room, list_range range);
  /// The members among `people` (by id, none twice); the part of a name is not looked at.
  [[nodiscard]] flow<member_page> list_among(user_id asker, room_id room, const std::vector<user>& people,
                                             list_range range);
  /// Those who are kept out, for those who may end it.
  [[nodiscard]] flow<ban_page> bans(user_id asker, room_id room, list_range range);

  /// Answers with those who were added; refuses with `invalid`: nobody, or too many at once.
  [[nodiscard]] flow<std::vector<user_id>> invite(user_id host, room_id room, std::vector<user_id> people);
  /// Refuses with `invalid`: the reason, which may be empty.
  [[nodiscard]] flow<void> kick(user_id actor, room_id room, user_id subject, std::string reason);
  /// Without `lasting` until it is ended. Refuses with `invalid`: the reason, or the time.
  [[nodiscard]] flow<void> ban(user_id actor, room_id room, user_id subject, std::string reason,
                               std::optional<std::chrono::seconds> lasting);
  [[nodiscard]] flow<void> unban(user_id actor, room_id room, user_id subject);
  /// Answers with its end; nothing when `lasting` is 0, which ends it.
  [[nodiscard]] flow<std::optional<instant>> mute(user_id actor, room_id room, user_id subject,
                                                  std::chrono::seconds lasting);
  [[nodiscard]] flow<void> give_role(user_id actor, room_id room, user_id subject, member_role role);
  [[nodiscard]] flow<void> set_notify(user_id who, room_id room, notify_level level);

  /// Whether `who` may do `what` now, for what is not written down.
  [[nodiscard]] flow<void> check(user_id who, room_id room, room_action what);

 private:
  member_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> changes_;
};

}  // namespace webchats::chat
