#pragma once

#include <cstdint>
#include <string>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// A change that was stored: the version to which it moved the room, and when. The version is 0 when everything was
/// already so, and nobody is told.
struct changed_message {
  std::int64_t version = 0;
  instant time;
};

/// Whether more of a text follows.
enum class text_end : std::uint8_t { open, reached };

enum class presence_of : std::uint8_t { there, gone };

/// What happens to messages after they were sent. `store` implements it; permission is judged in the same transaction.
/// All refuse with what `judge` says, and with `not_found` when there is no such message.
class message_change_repository {
 public:
  virtual ~message_change_repository() = default;

  /// By its author. Refuses with `conflict` what is deleted, is no text, or is older than `since`. `flagged` as of
  /// `new_message`.
  [[nodiscard]] virtual flow<changed_message> edit(user_id author, room_id room, seq_no seq, std::string text,
                                                   instant now, instant since, std::string flagged = {}) = 0;
  /// By its author, who is still writing it: no earlier text is kept, and it does not count as edited. Refuses like
  /// `edit`.
  [[nodiscard]] virtual flow<changed_message> grow(user_id author, room_id room, seq_no seq, std::string text,
                                                   text_end end, instant now) = 0;
  /// By its author, or who may delete anybody's.
  [[nodiscard]] virtual flow<changed_message> remove(user_id who, room_id room, seq_no seq, instant now) = 0;
  /// Everything that `author` said and is not deleted yet, at most `most`; answers how many it was. Who may, is asked
  /// before.
  [[nodiscard]] virtual flow<std::int64_t> remove_all_of(user_id moderator, user_id author, std::size_t most,
                                                         instant now) = 0;
  /// Refuses with `conflict` on a deleted message, or beyond `most` kinds.
  [[nodiscard]] virtual flow<changed_message> react(user_id who, room_id room, seq_no seq, std::string emoji,
                                                    presence_of wanted, std::size_t most, instant now) = 0;
  /// Refuses with `conflict` on a deleted message, or beyond `most` pins.
  [[nodiscard]] virtual flow<changed_message> pin(user_id who, room_id room, seq_no seq, presence_of wanted,
                                                  std::size_t most, instant now) = 0;
};

}  // namespace webchats::chat
