#pragma once

#include "chat/outcome.hpp"
#include "chat/ports/message_change_repository.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// Previews as they stand with messages. `store` implements it.
class preview_repository {
 public:
  virtual ~preview_repository() = default;

  /// Puts it with the message, unless that has one or had one that was taken away, is deleted, or does not begin its
  /// links with `made.url` any more: `conflict`. `not_found` when there is no such message.
  [[nodiscard]] virtual flow<changed_message> put(room_id room, seq_no seq, link_preview made) = 0;
  /// By the author of the message, or who may delete anybody's. None comes again as long as the link is the same.
  /// Refuses like `message_change_repository::remove`.
  [[nodiscard]] virtual flow<changed_message> remove(user_id who, room_id room, seq_no seq, instant now) = 0;
};

}  // namespace webchats::chat
