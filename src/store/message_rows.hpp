#pragma once

#include <optional>
#include <vector>

#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// The attachments of a message, in their order.
[[nodiscard]] std::vector<chat::file> attachments_of(connection& sql, chat::message_id message);

/// What is shown of the message that another one answers; nothing when there is no such message.
[[nodiscard]] std::optional<chat::quote> quote_of(connection& sql, chat::room_id room, chat::seq_no seq);

/// The emoji on a message, in the order in which they came.
[[nodiscard]] std::vector<chat::reaction> reactions_of(connection& sql, chat::room_id room, chat::seq_no seq,
                                                       chat::user_id reader);

/// Which messages of a room to read; every kind uses the index on (room_id, seq).
struct message_range {
  chat::room_id room;
  chat::seq_no above;  ///< exclusive
  chat::seq_no up_to;  ///< inclusive
  std::size_t limit;
};
enum class from_end { oldest, newest };

/// At most `limit` messages of the range, taken from its oldest or newest end, always ascending; as `reader` sees them.
[[nodiscard]] std::vector<chat::message> read_messages(connection& sql, const message_range& range, from_end end,
                                                       chat::user_id reader);
/// One message, deleted or not.
[[nodiscard]] std::optional<chat::message> read_message(connection& sql, chat::room_id room, chat::seq_no seq,
                                                        chat::user_id reader);

}  // namespace webchats::store
