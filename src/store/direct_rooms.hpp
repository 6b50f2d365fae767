#pragma once

#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// The direct room of exactly `who` and `others`, made at the first time. Who left it and opens it again is a member
/// again; of two people both are, of more only the one who opens it. Refuses with `forbidden` when one of the others
/// has blocked `who` or the other way round, or the role of `who` does not allow it, and with `invalid{users,
/// unknown}`.
[[nodiscard]] chat::outcome<chat::joined_room> direct_room(write_context& context, chat::user_id who,
                                                           const std::vector<chat::user_id>& others, chat::instant now);

}  // namespace webchats::store
