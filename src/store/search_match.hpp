#pragma once

#include <string>
#include <vector>

#include "chat/search_query.hpp"
#include "chat/types.hpp"

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

/// The FTS5 expression; empty when nothing positive is in it. Terms hold neither quotes nor operators.
[[nodiscard]] std::string match_expression(const chat::search_query& query, const message_match& found);

}  // namespace webchats::store
