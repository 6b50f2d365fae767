#pragma once

#include <string>

#include "chat/types.hpp"
#include "store/names.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Stores somebody who is a program: nobody can sign in as it. `email` is one of its own unless given. Refuses as
/// `refuse_name`.
[[nodiscard]] chat::outcome<chat::user> insert_bot(write_context& context, const std::string& name,
                                                   const std::string& avatar, bearer kind, chat::instant now,
                                                   std::string email = {});

/// A bot that exists.
[[nodiscard]] chat::user bot_of(connection& sql, chat::user_id bot);

/// Makes a bot a member of a room, if it is none, and tells the room. The heads must be settled (`reads_heads::yes`).
void enter_room(write_context& context, const chat::user& bot, chat::room_id room, chat::member_role role,
                chat::instant now);

/// Takes it out of a room, if it is in it, and tells the room.
void leave_room(write_context& context, const chat::user& bot, chat::room_id room);

/// Takes a bot out of every room and tells them. What it wrote stays.
void leave_all_rooms(write_context& context, chat::user_id bot);

}  // namespace webchats::store
