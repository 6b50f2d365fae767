#include "chat/personal.hpp"

#include <utility>

#include "chat/text.hpp"

namespace webchats::chat {

personal::personal(personal_repository& repository, const clock& time, const limits& bounds)
    : repository_(repository), clock_(time), limits_(bounds), changes_(bounds.personal_changes) {}

flow<moved_marker> personal::mark_unread(user_id reader, room_id room, seq_no seq) {
  if (seq.value < 1) co_return refuse(invalid{field::seq, rule::out_of_range});
  if (const auto wait = changes_.refuse(reader, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.mark_unread(reader, room, seq);
}

flow<void> personal::save(user_id who, room_id room, seq_no seq, presence_of wanted) {
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.save(who, room, seq, wanted, limits_.saved_messages, clock_.now());
}

flow<void> personal::draft(user_id who, room_id room, seq_no thread, std::string text) {
  if (const auto broken = check_length(field::text, text, limits_.text_code_points)) co_return refuse(*broken);
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.draft(who, room, thread, std::move(text), clock_.now());
}

}  // namespace webchats::chat
