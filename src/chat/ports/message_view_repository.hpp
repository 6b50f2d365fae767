#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// What a message said before it was edited.
struct earlier_text {
  std::string text;
  instant time;  ///< until when it stood
};

struct reader_page {
  std::vector<user> readers;
  bool more = false;
};

/// The other ways of reading a room. `store` implements it. Refuses like `message_repository::history`.
class message_view_repository {
 public:
  virtual ~message_view_repository() = default;
  /// `limit` messages around `seq`, it in the middle.
  [[nodiscard]] virtual flow<message_page> around(user_id reader, room_id room, seq_no seq, std::size_t limit) = 0;
  /// The same around the first message at or after a time.
  [[nodiscard]] virtual flow<message_page> at(user_id reader, room_id room, instant time, std::size_t limit) = 0;
  /// The newest pinned first.
  [[nodiscard]] virtual flow<std::vector<message>> pins(user_id reader, room_id room) = 0;
  /// The first message of a thread and what follows `after` in it, ascending.
  [[nodiscard]] virtual flow<message_page> thread(user_id reader, room_id room, seq_no first, seq_no after,
                                                  std::size_t limit) = 0;
  /// Oldest first. Refuses with `not_found` when there is no such message.
  [[nodiscard]] virtual flow<std::vector<earlier_text>> edits(user_id reader, room_id room, seq_no seq) = 0;
  /// Members who have read up to `seq`, its author aside.
  [[nodiscard]] virtual flow<reader_page> readers(user_id reader, room_id room, seq_no seq, std::size_t limit) = 0;

  /// What a person put aside or is named in, newest message first, below the id `before`, in rooms they are in.
  [[nodiscard]] virtual flow<message_page> saved(user_id reader, std::optional<message_id> before,
                                                 std::size_t limit) = 0;
  [[nodiscard]] virtual flow<message_page> mentions(user_id reader, std::optional<message_id> before,
                                                    std::size_t limit) = 0;
};

}  // namespace webchats::chat
