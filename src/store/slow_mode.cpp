#include "store/slow_mode.hpp"

#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct slow_statement {
  explicit slow_statement(connection& sql)
      : sent(sql, "update members set last_sent = :now where room_id = :room and user_id = :user") {}
  query<in<integer, integer, integer>> sent;
};

}  // namespace

std::optional<chat::rate_limited> too_early(write_context& context, const membership& sender, chat::room_id room,
                                            chat::instant now) {
  if (sender.slow.count() == 0) return std::nullopt;
  // Whoever may set the pace is not held to it.
  if (chat::judge(chat::room_action::update, sender.standing(now), sender.room) == chat::verdict::allowed) {
    return std::nullopt;
  }
  const auto next = sender.last_sent + sender.slow;
  if (now < next) {
    return chat::rate_limited{std::chrono::ceil<std::chrono::seconds>(next - now), chat::pace::slow_mode};
  }
  context.sql.prepared<slow_statement>().sent.run(to_milliseconds(now), room.value, sender.who.id.value);
  return std::nullopt;
}

}  // namespace webchats::store
