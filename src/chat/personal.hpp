#pragma once

#include <string>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/personal_repository.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

/// What one person keeps for themselves: markers, saved messages, drafts. Nobody else hears of it; the bridge tells the
/// person's other connections. One for the process; may be used from any loop.
class personal {
 public:
  personal(personal_repository& repository, const clock& time, const limits& bounds);

  /// "Mark unread from here". Refuses with `invalid` and what `judge` says, as all of these.
  [[nodiscard]] flow<moved_marker> mark_unread(user_id reader, room_id room, seq_no seq);
  [[nodiscard]] flow<void> save(user_id who, room_id room, seq_no seq, presence_of wanted);
  /// The text is kept as it is, blank or not; only an empty one removes the draft.
  [[nodiscard]] flow<void> draft(user_id who, room_id room, seq_no thread, std::string text);

 private:
  personal_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> changes_;
};

}  // namespace webchats::chat
