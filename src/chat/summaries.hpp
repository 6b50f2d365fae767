#pragma once

#include <string>

#include "chat/limits.hpp"
#include "chat/messages.hpp"
#include "chat/outcome.hpp"
#include "chat/robot_talk.hpp"
#include "chat/rooms.hpp"

namespace webchats::chat {

/// What somebody missed in a room, in a few points. Only they hear it, and nothing of it is stored. One for the
/// process; may be used from any loop.
class summaries {
 public:
  summaries(rooms& known, messages& said, robot_talk& talk, const limits& bounds)
      : rooms_(known), messages_(said), talk_(talk), limits_(bounds) {}

  /// Whether a language model is there to make them.
  [[nodiscard]] bool possible() const noexcept { return talk_.has_model(); }

  /// Of what `reader` has not read, or of the last messages when they have read all; bounded, the newest ones count.
  /// Empty when nothing was said. Refuses with `not_found`, `forbidden`, `rate_limited`, `unavailable`.
  [[nodiscard]] flow<std::string> of(user reader, room_id room, language spoken);

 private:
  rooms& rooms_;
  messages& messages_;
  robot_talk& talk_;
  const limits& limits_;
};

/// The messages as the model is shown them, a line for each, as many of the newest as `most_bytes` hold.
[[nodiscard]] std::string transcript_of(const std::vector<message>& said, std::size_t most_bytes);

}  // namespace webchats::chat
