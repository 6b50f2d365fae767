#pragma once

#include <cstdint>

#include "chat/ids.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// What a version of a room changed; stored as a number.
enum class change_kind : std::uint8_t { message, room, member };

/// Moves the room's version by one and writes down what it is about: a seq, a person, or nothing. Answers the version.
std::int64_t record_change(write_context& context, chat::room_id room, change_kind kind, std::int64_t subject);

}  // namespace webchats::store
