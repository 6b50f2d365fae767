#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// A person as another one sees them.
struct profile {
  user who;
  std::string status;
  std::optional<instant> last_seen;  ///< nothing: hidden, or never
  instant joined;
  bool blocked = false;  ///< by the one who asked
};

/// What a person changes of themselves; what is not set stays.
struct profile_change {
  std::optional<std::string> name{};
  std::optional<std::string> status{};
  std::optional<std::string> language{};
  std::optional<std::string> time_zone{};
  std::optional<bool> hides_last_seen{};
  std::optional<chosen_presence> presence{};
  std::optional<std::optional<quiet_hours>> quiet{};
  std::optional<bool> mail_notifications{};
};

/// When somebody was here last.
struct seen_person {
  user_id id;
  std::optional<instant> last_seen;  ///< nothing: hidden, or never
};

/// Whom somebody may look at.
enum class reach : std::uint8_t { everybody, shared_rooms };

/// What people say of themselves and of each other.
class people_repository {
 public:
  virtual ~people_repository() = default;
  /// Refuses with `not_found`, also beyond `how_far`.
  [[nodiscard]] virtual flow<profile> profile_of(user_id asker, reach how_far, user_id wanted) = 0;
  /// Those of `wanted` that exist within `how_far`.
  [[nodiscard]] virtual flow<std::vector<seen_person>> last_seen(user_id asker, reach how_far,
                                                                 std::vector<user_id> wanted) = 0;
  /// Refuses with `invalid{name, reserved}` when the name reads like that of staff or a bot.
  [[nodiscard]] virtual flow<account> change(user_id who, profile_change change, instant now) = 0;
  /// Remembers when the last connection of somebody ended; coalesced, best effort.
  virtual void left(user_id who, instant when) noexcept = 0;
  [[nodiscard]] virtual flow<std::vector<room_id>> direct_rooms_of(user_id who) = 0;

  [[nodiscard]] virtual flow<std::vector<user>> blocked_by(user_id who) = 0;
  /// Doing it twice is doing it once. Refuses with `not_found` when there is no such person, `conflict` beyond `most`.
  [[nodiscard]] virtual flow<void> block(user_id who, user_id blocked, std::size_t most) = 0;
  [[nodiscard]] virtual flow<void> unblock(user_id who, user_id blocked) = 0;
};

}  // namespace webchats::chat
