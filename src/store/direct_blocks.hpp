#pragma once

#include "chat/ids.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// Whether one of two people has blocked the other.
[[nodiscard]] bool is_blocked_between(connection& sql, chat::user_id one, chat::user_id other);

/// Whether `room`, a direct room of two, is closed to both because one of them has blocked the other.
[[nodiscard]] bool is_blocked_in(connection& sql, chat::room_id room, chat::user_id member);

}  // namespace webchats::store
