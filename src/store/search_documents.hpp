#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "chat/types.hpp"
#include "store/connection.hpp"
#include "store/search_match.hpp"

/// The documents of messages in the index that the database has: FTS5 in SQLite; the terms as `tsvector` in PostgreSQL
/// and as rows in MariaDB, each beside the document, in which phrases are looked for.
namespace webchats::store {

void add_document(connection& sql, chat::message_id message, const std::string& document);

/// `document` is as it was added.
void remove_document(connection& sql, chat::message_id message, const std::string& document);
void remove_documents(connection& sql);

/// Which matches of a search are wanted.
struct match_range {
  chat::user_id reader;     ///< who must be in the room
  long long first = 0;      ///< id of a message; inclusive
  long long before = 0;     ///< exclusive
  long long reactions = 0;  ///< at least
  std::size_t most = 0;
  std::chrono::milliseconds patience{500};  ///< how long it may take
};

/// Where matches are, the newest first. `condition` is not empty. In a snapshot; when it takes longer than it may, it
/// throws what `classify` calls `failure::busy`.
[[nodiscard]] std::vector<std::pair<chat::room_id, chat::seq_no>> find_documents(connection& sql,
                                                                                 const search_condition& condition,
                                                                                 const match_range& range);

}  // namespace webchats::store
