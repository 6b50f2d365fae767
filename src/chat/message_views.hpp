#pragma once

#include <optional>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/message_view_repository.hpp"

namespace webchats::chat {

/// The other ways of reading: around a message or a time, pins, threads, edits, readers, saved, mentions. One for the
/// process; may be used from any loop. All refuse with `invalid{limit}` beyond `limits::page_longest`, and as the
/// repository does.
class message_views {
 public:
  message_views(message_view_repository& repository, const limits& bounds) : repository_(repository), limits_(bounds) {}

  [[nodiscard]] flow<message_page> around(user_id reader, room_id room, seq_no seq, std::size_t limit);
  [[nodiscard]] flow<message_page> at(user_id reader, room_id room, instant time, std::size_t limit);
  [[nodiscard]] flow<std::vector<message>> pins(user_id reader, room_id room);
  [[nodiscard]] flow<message_page> thread(user_id reader, room_id room, seq_no first, seq_no after, std::size_t limit);
  [[nodiscard]] flow<std::vector<earlier_text>> edits(user_id reader, room_id room, seq_no seq);
  [[nodiscard]] flow<reader_page> readers(user_id reader, room_id room, seq_no seq);
  [[nodiscard]] flow<message_page> saved(user_id reader, std::optional<message_id> before, std::size_t limit);
  [[nodiscard]] flow<message_page> mentions(user_id reader, std::optional<message_id> before, std::size_t limit);

 private:
  [[nodiscard]] std::optional<refusal> too_long(std::size_t limit) const;

  message_view_repository& repository_;
  const limits& limits_;
};

}  // namespace webchats::chat
