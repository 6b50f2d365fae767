#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/repository.hpp"
#include "chat/presence.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/types.hpp"
#include "chat/word_screen.hpp"

namespace webchats::chat {

struct draft {
  room_id room;
  std::optional<std::string> client_id;  ///< makes a retry harmless; clients of the original have none
  std::string text;
  std::vector<file_id> attachments;  ///< uploads of the author that are in no message yet
  message_kind kind = message_kind::text;
  seq_no reply_to{};     ///< the message it answers; 0: none
  seq_no thread{};       ///< a message of the thread it belongs to; 0: none
  bool growing = false;  ///< of 大白: the rest follows
};

/// A page of the original's kind: page 1 is the newest, ascending inside.
struct numbered_page {
  std::vector<message> messages;
  std::int64_t total = 0;  ///< messages in the room
};

/// Sending and reading. One for the process; may be used from any loop.
class messages {
 public:
  /// `here`: who is there, for "@here". `words` judges every text.
  messages(message_repository& repository, presence& here, const clock& time, const limits& bounds,
           const word_screen& words = word_screen::nothing());

  /// Answers when the message is on disk. Members get it by `message_posted`; a repeated client id gets the first
  /// answer again and nobody gets anything. Refuses with `invalid`, `blocked_word`, `forbidden`, `not_found`,
  /// `rate_limited`, `unavailable`.
  [[nodiscard]] flow<appended> post(user_id author, draft sent);

  /// The newest messages, or those before or after a seq; at most `limits::page_longest`.
  [[nodiscard]] flow<message_page> history(user_id reader, room_id room, history_range range);

  /// Page `number` (from 1) of `size` messages; empty past the end. Pages are cut from seq: nothing is counted or
  /// skipped. With `newest`, the last seq when the reader took page 1, later messages do not shift the pages.
  [[nodiscard]] flow<numbered_page> numbered(user_id reader, room_id room, std::int64_t number, std::size_t size,
                                             std::optional<seq_no> newest = {});

 private:
  message_repository& repository_;
  presence& presence_;
  const clock& clock_;
  const limits& limits_;
  const word_screen& words_;
  rate_limiter<user_id> sends_;
};

}  // namespace webchats::chat
