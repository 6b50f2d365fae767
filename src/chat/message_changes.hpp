#pragma once

#include <functional>
#include <string>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/message_change_repository.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/word_screen.hpp"

namespace webchats::chat {

/// Editing, deleting, reacting, pinning. Everybody in the room hears of it by a notice; doing twice what is done
/// already changes nothing. One for the process; may be used from any loop.
class message_changes {
 public:
  /// How long after it was sent a text may be changed; 0: always.
  using edit_window = std::function<std::chrono::seconds()>;

  message_changes(message_change_repository& repository, const clock& time, const limits& bounds,
                  edit_window window = {}, const word_screen& words = word_screen::nothing());

  /// Besides what `judge` says, these refuse with `invalid`, `not_found`, `conflict`, `rate_limited`, `unavailable`;
  /// `edit` also with `blocked_word`.
  [[nodiscard]] flow<changed_message> edit(user_id author, room_id room, seq_no seq, std::string text);
  [[nodiscard]] flow<changed_message> remove(user_id who, room_id room, seq_no seq);
  [[nodiscard]] flow<changed_message> react(user_id who, room_id room, seq_no seq, std::string emoji,
                                            presence_of wanted);
  [[nodiscard]] flow<changed_message> pin(user_id who, room_id room, seq_no seq, presence_of wanted);

 private:
  [[nodiscard]] std::optional<refusal> too_often(user_id who);

  message_change_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  edit_window window_;
  const word_screen& words_;
  rate_limiter<user_id> changes_;
};

}  // namespace webchats::chat
