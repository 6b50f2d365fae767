#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "chat/types.hpp"
#include "store/connection.hpp"

/// The tables that are searched. They hold terms, not texts, and follow `messages` and `users` in the same transaction.
namespace webchats::store {

/// After a message is stored or its text has changed.
void index_message(connection& sql, const chat::message& said);

/// Before a message is deleted or its text changes. `said` is as it was indexed.
void unindex_message(connection& sql, const chat::message& said);

/// The same of the message that is stored there.
void index_message(connection& sql, chat::room_id room, chat::seq_no seq);
void unindex_message(connection& sql, chat::room_id room, chat::seq_no seq);

/// After a person came or was renamed.
void index_person(connection& sql, chat::user_id person, std::string_view name);
/// After a person went.
void unindex_person(connection& sql, chat::user_id person);

/// The keys that begin with what was typed: those from `first` on that are less than `beyond`. None for nothing.
struct key_range {
  std::string first;
  std::string beyond;
};
[[nodiscard]] key_range keys_with(std::string typed);

/// Empties what was made by other rules than this program's, so that it is made again. For opening the database.
void prepare_search(connection& sql);

/// How far the index is made of what was there before it.
struct search_progress {
  long long done = 0;
  long long last = 0;
  [[nodiscard]] bool finished() const noexcept { return done >= last; }
};

/// Indexes the next `most` messages, and people, that were there before the index. To be called until it is finished;
/// each call is one write.
[[nodiscard]] search_progress index_more(connection& sql, std::size_t most);

}  // namespace webchats::store
