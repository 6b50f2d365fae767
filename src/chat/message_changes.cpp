#include "chat/message_changes.hpp"

#include <utility>

#include "chat/emoji.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

message_changes::message_changes(message_change_repository& repository, const clock& time, const limits& bounds,
                                 edit_window window, const word_screen& words)
    : repository_(repository),
      clock_(time),
      limits_(bounds),
      window_(std::move(window)),
      words_(words),
      changes_(bounds.message_changes) {}

std::optional<refusal> message_changes::too_often(user_id who) {
  if (const auto wait = changes_.refuse(who, clock_.steady())) return rate_limited{*wait};
  return std::nullopt;
}

flow<changed_message> message_changes::edit(user_id author, room_id room, seq_no seq, std::string text) {
  if (const auto broken = check_message(text, 0, limits_)) co_return refuse(*broken);
  if (const auto why = too_often(author)) co_return refuse(*why);
  auto flagged = words_.admit(text);
  if (!flagged) co_return std::unexpected(flagged.error());
  const auto now = clock_.now();
  const auto window = window_ ? window_() : limits_.edit_window;
  const auto since = window.count() > 0 ? now - window : instant{};
  co_return co_await repository_.edit(author, room, seq, std::move(text), now, since, std::move(*flagged));
}

flow<changed_message> message_changes::remove(user_id who, room_id room, seq_no seq) {
  if (const auto why = too_often(who)) co_return refuse(*why);
  co_return co_await repository_.remove(who, room, seq, clock_.now());
}

flow<changed_message> message_changes::react(user_id who, room_id room, seq_no seq, std::string emoji,
                                             presence_of wanted) {
  if (const auto broken = check_emoji(emoji)) co_return refuse(*broken);
  if (const auto why = too_often(who)) co_return refuse(*why);
  co_return co_await repository_.react(who, room, seq, std::move(emoji), wanted, limits_.reactions_per_message,
                                       clock_.now());
}

flow<changed_message> message_changes::pin(user_id who, room_id room, seq_no seq, presence_of wanted) {
  if (const auto why = too_often(who)) co_return refuse(*why);
  co_return co_await repository_.pin(who, room, seq, wanted, limits_.pins_per_room, clock_.now());
}

}  // namespace webchats::chat
