#pragma once

#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// The rooms of a member, by id, each as the member sees it.
[[nodiscard]] std::vector<chat::joined_room> rooms_of(connection& sql, chat::user_id member);

/// One of them, or the refusal a stranger hears.
[[nodiscard]] chat::outcome<chat::joined_room> room_for(connection& sql, chat::user_id member, chat::room_id wanted);

}  // namespace webchats::store
