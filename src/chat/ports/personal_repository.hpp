#pragma once

#include <cstdint>
#include <string>

#include "chat/outcome.hpp"
#include "chat/ports/message_change_repository.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// What belongs to one person in a room: markers, saved messages, drafts. `store` implements it; membership is judged
/// in the same transaction.
class personal_repository {
 public:
  virtual ~personal_repository() = default;
  /// Moves the marker back to before `seq`.
  [[nodiscard]] virtual flow<moved_marker> mark_unread(user_id reader, room_id room, seq_no seq) = 0;
  /// Refuses with `not_found` when there is no such message, `conflict` beyond `most`.
  [[nodiscard]] virtual flow<void> save(user_id who, room_id room, seq_no seq, presence_of wanted, std::size_t most,
                                        instant now) = 0;
  /// An empty text removes it. `thread` 0 is the room itself.
  [[nodiscard]] virtual flow<void> draft(user_id who, room_id room, seq_no thread, std::string text, instant now) = 0;
};

}  // namespace webchats::chat
