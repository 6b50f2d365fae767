#include "api/classic/rooms.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace webchats::api::classic {

std::optional<chat::room_id> room_of(std::int64_t number) noexcept {
  const chat::room_id room{number};
  return is_known(room) ? std::optional(room) : std::nullopt;
}

bool is_known(chat::room_id room) noexcept { return std::ranges::find(rooms, room) != rooms.end(); }

std::optional<std::int64_t> number_of(const boost::json::value& sent) noexcept {
  if (const auto* number = sent.if_int64()) return *number;
  const auto* text = sent.if_string();
  if (text == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  return error == std::errc{} && end == text->data() + text->size() ? std::optional(number) : std::nullopt;
}

std::string count_key(chat::room_id room) { return "room" + std::to_string(room.value); }

std::string room_name(chat::room_id room) { return count_key(room); }

}  // namespace webchats::api::classic
