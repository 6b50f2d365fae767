#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// The rooms of a member, by id, each as the member sees it.
[[nodiscard]] std::vector<chat::joined_room> rooms_of(connection& sql, chat::user_id member);

/// One of them, or the refusal a stranger hears.
[[nodiscard]] chat::outcome<chat::joined_room> room_for(connection& sql, chat::user_id member, chat::room_id wanted);

/// A room as everybody sees it.
[[nodiscard]] std::optional<chat::room> read_room(connection& sql, chat::room_id wanted);

/// Open rooms that are not archived, by id, above `after`; at most `limit`. Those with `part` in their name, or that
/// are meant by it in pinyin or initials.
[[nodiscard]] std::vector<chat::room> open_rooms(connection& sql, std::string_view part, std::int64_t after,
                                                 std::size_t limit);

/// The LIKE pattern of what holds `part`, with `\` as its escape.
[[nodiscard]] std::string holding(const std::string& part);

}  // namespace webchats::store
