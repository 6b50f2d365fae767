#pragma once

#include <optional>

#include "chat/outcome.hpp"
#include "chat/permissions.hpp"
#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// Somebody and a room, as they stand to each other.
struct membership {
  chat::user who;
  std::optional<chat::member_role> role;  ///< nothing: no member, but staff in a public room
  chat::seq_no last_read;
  chat::instant muted_until;  ///< the epoch: never
  chat::room_state room;
  std::chrono::seconds slow;
  std::int64_t members;     ///< of the room
  std::int64_t version;     ///< of the room
  chat::instant last_sent;  ///< kept in slow rooms only

  [[nodiscard]] chat::standing standing(chat::instant now) const noexcept {
    return {.server = who.role, .member = role, .muted = now < muted_until};
  }
};

/// How `user` stands to `room`, if both exist.
[[nodiscard]] std::optional<membership> standing_of(connection& sql, chat::user_id user, chat::room_id room);

/// The membership, if it permits `what` at `now`; else the refusal. To be asked in the transaction of what it guards.
[[nodiscard]] chat::outcome<membership> permitted(connection& sql, chat::user_id user, chat::room_id room,
                                                  chat::room_action what, chat::instant now);

/// Success, if `user` may delete a message of `author` in `room`, or what is shown with it: one's own, or anybody's;
/// else the refusal. Without an author there is no such message.
[[nodiscard]] chat::outcome<void> may_delete(connection& sql, chat::user_id user, chat::room_id room,
                                             std::optional<chat::user_id> author, chat::instant now);

/// The membership, if `user` may read `room`; else the refusal a stranger hears.
[[nodiscard]] chat::outcome<membership> membership_of(connection& sql, chat::user_id user, chat::room_id room);

}  // namespace webchats::store
