#pragma once

#include <string>

#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// Stores a report of a message that exists; a second one by the same reporter, while the first is open, is the first.
/// `reporter` 0: the word filter.
void insert_report(connection& sql, chat::user_id reporter, chat::room_id room, chat::seq_no seq,
                   const std::string& reason, chat::instant now);

}  // namespace webchats::store
