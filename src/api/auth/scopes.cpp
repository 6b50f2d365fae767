#include "api/auth/scopes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/router.hpp"

namespace webchats::api {

namespace {

using chat::scope;

constexpr std::string_view room_path = "/api/v1/rooms/{id}";

struct event_rule {
  std::string_view event;
  scope needs;
};

constexpr std::array event_rules{
    event_rule{"history", scope::messages_read},         event_rule{"read", scope::messages_read},
    event_rule{"message:send", scope::messages_write},   event_rule{"message:edit", scope::messages_write},
    event_rule{"message:delete", scope::messages_write}, event_rule{"preview:remove", scope::messages_write},
    event_rule{"reaction:add", scope::messages_write},   event_rule{"reaction:remove", scope::messages_write},
    event_rule{"pin:add", scope::messages_write},        event_rule{"pin:remove", scope::messages_write},
    event_rule{"typing", scope::messages_write},         event_rule{"room:join", scope::rooms_write},
    event_rule{"room:leave", scope::rooms_write},
};

/// What follows the room in a pattern: "messages", "messages/{seq}", "" for the room itself.
std::string_view in_room(std::string_view pattern) {
  const auto rest = pattern.substr(room_path.size());
  return rest.empty() ? rest : rest.substr(1);
}

std::string_view first_part(std::string_view rest) { return rest.substr(0, rest.find('/')); }

std::optional<scope> needs_in_room(bool reads, std::string_view rest) {
  // Whatever is not known to be about the room alone may show what is said in it.
  if (reads) return rest.empty() || rest == "members" ? scope::rooms_read : scope::messages_read;
  constexpr std::array<std::string_view, 4> said{"messages", "pins", "threads", "reactions"};
  if (std::ranges::find(said, first_part(rest)) != said.end()) return scope::messages_write;
  return std::nullopt;
}

chat::room_id room_of(const http::request& request, std::string_view pattern) {
  const auto text = http::router::segment(pattern, request.path, "id");
  chat::room_id room;
  std::from_chars(text.data(), text.data() + text.size(), room.value);
  return room;
}

}  // namespace

bool permits(const chat::access& token, const http::request& request, std::string_view pattern) {
  const bool reads = request.method == http::method::get || request.method == http::method::head;
  if (pattern == "/api/v1/me") return reads;
  if (pattern == "/api/v1/files") return request.method == http::method::post && token.has(scope::files_write);
  if (pattern == "/api/v1/rooms") return reads && token.has(scope::rooms_read);
  if (!pattern.starts_with(room_path)) return false;
  const auto rest = in_room(pattern);
  if (first_part(rest) == "hooks") return false;
  const auto needed = needs_in_room(reads, rest);
  return needed && token.has(*needed) && token.covers(room_of(request, pattern));
}

bool permits(const chat::access& token, std::string_view event, std::optional<chat::room_id> room) {
  if (event == "sync") return token.has(scope::rooms_read) && token.has(scope::messages_read);
  const auto found = std::ranges::find(event_rules, event, &event_rule::event);
  if (found == event_rules.end() || !token.has(found->needs)) return false;
  // An event that names its room in another way, by the code of an invite, is not for a token bound to some.
  return room ? token.covers(*room) : token.rooms.empty();
}

void restrict(std::vector<chat::joined_room>& rooms, const std::optional<chat::access>& token) {
  if (!token) return;
  std::erase_if(rooms, [&](const chat::joined_room& each) { return !token->covers(each.room.id); });
  if (token->has(scope::messages_read)) return;
  for (auto& each : rooms) each.last_message.reset();
}

}  // namespace webchats::api
