#pragma once

#include <optional>
#include <string>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/robot.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// Who may ask 大白 how often, and which robot answers. Keeps nothing of what is said. One for the process; may be used
/// from any loop.
class robot_talk {
 public:
  /// Asks `first`; when that is `unavailable`, `fallback` answers.
  robot_talk(robot& first, robot& fallback, const clock& time, const limits& bounds);

  /// A person's own talk. Refuses with `invalid`, `rate_limited`, `unavailable`.
  [[nodiscard]] flow<std::string> ask(user asker, std::string text, language spoken);

  /// Takes one question of a person in a room from what both may ask; answers how long to wait when there is none left.
  [[nodiscard]] std::optional<rate_limited> take(user_id asker, room_id room);
  /// Asks what was taken before. An answer that has begun to grow is not begun again by the fallback.
  [[nodiscard]] flow<std::string> answer(question asked);
  /// Whether `first` is another than the offline robot.
  [[nodiscard]] bool has_model() const noexcept { return &first_ != &fallback_; }
  /// A summary, by the first robot alone: the offline one cannot. Refuses with `unavailable`.
  [[nodiscard]] flow<std::string> summary(question asked);

 private:
  robot& first_;
  robot& fallback_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> questions_;
  rate_limiter<room_id> room_questions_;
};

}  // namespace webchats::chat
