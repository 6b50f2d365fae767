#pragma once

#include <string>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/robot.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// A person's talk with 大白. Nothing of it is stored. One for the process; may be used from any loop.
class robot_talk {
 public:
  /// Asks `first`; when that is `unavailable`, `fallback` answers.
  robot_talk(robot& first, robot& fallback, const clock& time, const limits& bounds);

  /// Refuses with `invalid`, `rate_limited`, `unavailable`.
  [[nodiscard]] flow<std::string> ask(user asker, std::string text, language spoken);

 private:
  robot& first_;
  robot& fallback_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> questions_;
};

}  // namespace webchats::chat
