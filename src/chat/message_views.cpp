#include "chat/message_views.hpp"

namespace webchats::chat {

std::optional<refusal> message_views::too_long(std::size_t limit) const {
  if (limit >= 1 && limit <= limits_.page_longest) return std::nullopt;
  return invalid{field::limit, rule::out_of_range, limits_.page_longest};
}

flow<message_page> message_views::around(user_id reader, room_id room, seq_no seq, std::size_t limit) {
  if (const auto why = too_long(limit)) co_return refuse(*why);
  co_return co_await repository_.around(reader, room, seq, limit);
}

flow<message_page> message_views::at(user_id reader, room_id room, instant time, std::size_t limit) {
  if (const auto why = too_long(limit)) co_return refuse(*why);
  co_return co_await repository_.at(reader, room, time, limit);
}

flow<std::vector<message>> message_views::pins(user_id reader, room_id room) {
  co_return co_await repository_.pins(reader, room);
}

flow<message_page> message_views::thread(user_id reader, room_id room, seq_no first, seq_no after, std::size_t limit) {
  if (const auto why = too_long(limit)) co_return refuse(*why);
  co_return co_await repository_.thread(reader, room, first, after, limit);
}

flow<std::vector<earlier_text>> message_views::edits(user_id reader, room_id room, seq_no seq) {
  co_return co_await repository_.edits(reader, room, seq);
}

flow<reader_page> message_views::readers(user_id reader, room_id room, seq_no seq) {
  co_return co_await repository_.readers(reader, room, seq, limits_.page_longest);
}

flow<message_page> message_views::saved(user_id reader, std::optional<message_id> before, std::size_t limit) {
  if (const auto why = too_long(limit)) co_return refuse(*why);
  co_return co_await repository_.saved(reader, before, limit);
}

flow<message_page> message_views::mentions(user_id reader, std::optional<message_id> before, std::size_t limit) {
  if (const auto why = too_long(limit)) co_return refuse(*why);
  co_return co_await repository_.mentions(reader, before, limit);
}

}  // namespace webchats::chat
