#pragma once

#include <vector>

#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// The columns `message_rows` reads, of `messages m join users u on u.id = m.user_id`.
inline constexpr const char* message_columns =
    "m.id, m.room_id, m.seq, m.user_id, u.name, u.avatar, u.email, coalesce(m.client_id, ''), m.text, m.files, "
    "m.created";

/// The attachments of a message, in their order.
[[nodiscard]] std::vector<chat::file> attachments_of(connection& sql, chat::message_id message);

/// Which messages of a room to read; every kind uses the index on (room_id, seq).
struct message_range {
  chat::room_id room;
  chat::seq_no above;  ///< exclusive
  chat::seq_no up_to;  ///< inclusive
  std::size_t limit;
};
enum class from_end { oldest, newest };

/// At most `limit` messages of the range, taken from its oldest or newest end, always ascending.
[[nodiscard]] std::vector<chat::message> read_messages(connection& sql, const message_range& range, from_end end);

}  // namespace webchats::store
