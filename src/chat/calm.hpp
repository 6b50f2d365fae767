#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "chat/types.hpp"

namespace webchats::chat {

/// When somebody wants no notifications. What comes meanwhile stays unread; no device is told of it afterwards.
struct calm {
  chosen_presence presence = chosen_presence::online;
  std::optional<quiet_hours> hours{};
  std::string time_zone{};  ///< IANA name; UTC when it is empty or unknown
};

/// Whether both ends are minutes of a day, and differ.
[[nodiscard]] bool is_part_of_day(const quiet_hours& hours);

[[nodiscard]] calm calm_of(const account& who);

/// Whether nothing is to disturb somebody at `now`: they say so, or their quiet hours are.
[[nodiscard]] bool is_calm(const calm& wishes, instant now);

/// How long their quiet hours still last at `now`, to the minute; nothing when it is none of them.
[[nodiscard]] std::optional<std::chrono::minutes> left_of_quiet(const calm& wishes, instant now);

/// How long it is until their next quiet hours begin, a minute at least; nothing when they have none.
[[nodiscard]] std::optional<std::chrono::minutes> until_quiet(const calm& wishes, instant now);

}  // namespace webchats::chat
