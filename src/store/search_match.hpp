#pragma once

#include <string>
#include <vector>

#include "chat/search_query.hpp"
#include "chat/types.hpp"
#include "store/dialect.hpp"

namespace webchats::store {

/// What a message is indexed as: the terms of its text, and one term each for its room, its author, and what it holds.
/// Those begin with "§", which no term of a text does, so nobody can search for them by typing.
[[nodiscard]] std::string document_of(const chat::message& said);

/// A query with its names found. An empty `rooms` or `authors` restricts nothing.
struct message_match {
  std::vector<chat::room_id> rooms;
  std::vector<chat::user_id> authors;
  std::string my_name;  ///< for `mentions_me`
};

/// What a document must hold.
struct search_condition {
  std::vector<std::vector<chat::search_phrase>> wanted;  ///< of each, one
  std::vector<chat::search_phrase> unwanted;             ///< none

  /// Nothing positive is in it: the database cannot look it up.
  [[nodiscard]] bool empty() const noexcept { return wanted.empty(); }
};

[[nodiscard]] search_condition condition_of(const chat::search_query& query, const message_match& found);

/// The same in the words of the database, of one that is not empty: for SQLite an FTS5 expression; for the others a
/// condition of SQL on the row `s` of `search_index`. Terms hold neither quotes nor wildcards nor operators.
[[nodiscard]] std::string match_expression(dialect which, const search_condition& condition);

}  // namespace webchats::store
