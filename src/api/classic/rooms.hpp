#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <boost/json/value.hpp>

#include "chat/rooms.hpp"

namespace webchats::api::classic {

/// The rooms the original's clients know, by number: 1 and 2. No other room exists for them.
inline constexpr std::array rooms{chat::first_room, chat::second_room};

/// The room with this number; nothing for any other number.
[[nodiscard]] std::optional<chat::room_id> room_of(std::int64_t number) noexcept;
[[nodiscard]] bool is_known(chat::room_id room) noexcept;

/// A number as these clients send it: `1` or `"1"`. Nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> number_of(const boost::json::value& sent) noexcept;

/// The key of a room in `count`: "room1".
[[nodiscard]] std::string count_key(chat::room_id room);
/// Its Socket.IO room.
[[nodiscard]] std::string room_name(chat::room_id room);

}  // namespace webchats::api::classic
