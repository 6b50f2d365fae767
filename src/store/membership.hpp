#pragma once

#include <optional>

#include "chat/outcome.hpp"
#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// A member of a room.
struct membership {
  chat::user who;
  chat::member_role role;
  chat::seq_no last_read;
};

/// The membership of `user` in `room`, or the refusal a stranger hears.
[[nodiscard]] chat::outcome<membership> membership_of(connection& sql, chat::user_id user, chat::room_id room);

}  // namespace webchats::store
