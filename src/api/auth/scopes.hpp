#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "chat/access.hpp"
#include "chat/types.hpp"
#include "http/message.hpp"

/// What a bot's token needs to do something; what is not named here is not for bots. Pure.
namespace webchats::api {

/// Whether a token may make a call of `/api/v1`; `pattern` is that of its route.
[[nodiscard]] bool permits(const chat::access& token, const http::request& request, std::string_view pattern);

/// Whether a token may send this event of namespace `/chat`; `room` if the event names one.
[[nodiscard]] bool permits(const chat::access& token, std::string_view event, std::optional<chat::room_id> room);

/// Takes out what a token is not for: rooms, and what was said in them. A person's sees everything.
void restrict(std::vector<chat::joined_room>& rooms, const std::optional<chat::access>& token);

}  // namespace webchats::api
