#pragma once

#include <string_view>
#include <vector>

#include "chat/types.hpp"
#include "store/membership.hpp"

namespace webchats::store {

/// Whom a text names in its room.
struct mentioned {
  std::vector<chat::user_id> people;
  bool everybody = false;
  bool crowd = false;  ///< by "@all" or "@here" of somebody who may
};

struct mention_rules {
  const std::vector<chat::user_id>& here;  ///< whom "@here" names; empty: everybody
  std::int64_t may_name_all;               ///< members of a room in which anybody may
};

/// The members that `text` of `author` names; `author` is never among them.
[[nodiscard]] mentioned mentioned_in(connection& sql, const membership& author, chat::room_id room,
                                     std::string_view text, const mention_rules& rules, chat::instant now);

/// Writes them down for the message `seq`, instead of what it named before.
void write_mentions(connection& sql, chat::room_id room, chat::seq_no seq, const mentioned& named);
void forget_mentions(connection& sql, chat::room_id room, chat::seq_no seq);

/// Whether the "@all" or "@here" of `said` counts for `reader`; of one's own, whether it counts for anybody.
[[nodiscard]] bool names_crowd(connection& sql, const chat::message& said, chat::user_id reader);

/// Unread messages after `last_read` that name `user`.
[[nodiscard]] std::int64_t unread_mentions(connection& sql, chat::user_id user, chat::room_id room,
                                           chat::seq_no last_read);

}  // namespace webchats::store
