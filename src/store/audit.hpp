#pragma once

#include <string>
#include <string_view>

#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// Writes down an act of administration or moderation in the transaction that does it. `action` is "thing:what",
/// `target` names one thing, `details` is a JSON object: never what a message or a private room says, nor a secret.
void record_audit(connection& sql, chat::user_id actor, std::string_view action, std::string_view target,
                  std::string_view details, chat::instant now);

/// A message that is moderated.
struct moderated {
  chat::message_id message;
  chat::room_id room;
  chat::seq_no seq;
  chat::user_id author;
};
/// Writes down what was done to a message, unless its author did it.
void record_moderation(connection& sql, chat::user_id actor, std::string_view action, const moderated& what,
                       chat::instant now);

/// A person as a target.
[[nodiscard]] std::string audited(chat::user_id who);
[[nodiscard]] std::string audited(chat::room_id room);

}  // namespace webchats::store
