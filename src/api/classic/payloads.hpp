#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json/writer.hpp"
#include "chat/types.hpp"

/// The payloads of the original's contract. A person's id there is the e-mail address. Nobody's token or hash is ever
/// in one, except one's own token in the answers to its owner.
namespace webchats::api::classic {

/// `{id, userid, username, src, msg, img, roomid, time}`, once per thing to show: these clients know one text or one
/// image per message, others may have sent a text with several images. Each is one JSON object.
[[nodiscard]] std::vector<std::string> shown_messages(const chat::message& said);

/// The list of `room` and `roomout`: `{"<id>":{id, name, email, avatar, src}}`.
[[nodiscard]] std::string people(std::span<const chat::user> online);

/// `{"room1":n}` or `{"room1":n,"room2":m}`.
[[nodiscard]] std::string counts(std::span<const std::pair<chat::room_id, chat::reading>> unread);

/// The own account as register, login and `/api/user` show it, with the token that was used or given.
void write_own_account(json_writer& out, const chat::account& me, std::string_view api_token);

}  // namespace webchats::api::classic
