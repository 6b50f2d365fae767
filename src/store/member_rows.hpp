#pragma once

#include <optional>

#include "chat/notices.hpp"
#include "store/membership.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Somebody who has an account that is not disabled.
[[nodiscard]] std::optional<chat::user> active_person(connection& sql, chat::user_id who);

/// Until when `who` is kept out of `room` at `now`: the epoch, for good; nothing, they are not.
[[nodiscard]] std::optional<chat::instant> banned_until(connection& sql, chat::room_id room, chat::user_id who,
                                                        chat::instant now);

/// How many owners a room has.
[[nodiscard]] std::int64_t owners_of(connection& sql, chat::room_id room);

/// A room as everybody sees it; it must exist.
[[nodiscard]] chat::room room_row(connection& sql, chat::room_id room);

/// Makes `who` a member and tells it. `by`: who let them in, or themselves. A mute that is left from before goes on.
void enter_room(write_context& context, chat::room_id room, const chat::user& who, const chat::user& by,
                chat::instant now);

/// Makes a member none and tells it; `removal` is what they alone hear of why. A room that nobody is in any
/// more is archived, unless everybody is to be in it.
void leave_room(write_context& context, chat::room_id room, const chat::user& who, chat::member_change why,
                const chat::user& by, chat::instant now, chat::removal_notice removal = {});

/// Moves the room's version and tells that the role or the mute of a member changed.
void tell_changed(write_context& context, chat::room_id room, const membership& member, chat::member_change what);

/// Moves the room's version and tells what the room is now.
void tell_room(write_context& context, chat::room_id room);

}  // namespace webchats::store
