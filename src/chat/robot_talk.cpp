#include "chat/robot_talk.hpp"

#include <memory>
#include <utility>

#include "chat/text.hpp"

namespace webchats::chat {

namespace {

/// Hands an answer on as it grows, and notes that it has begun.
struct noted_growth {
  answer_growth grows;
  std::shared_ptr<bool> begun;
  flow<void> operator()(std::string so_far) const {
    *begun = true;
    return grows(std::move(so_far));
  }
};

}  // namespace

robot_talk::robot_talk(robot& first, robot& fallback, const clock& time, const limits& bounds)
    : first_(first),
      fallback_(fallback),
      clock_(time),
      limits_(bounds),
      questions_(bounds.robot),
      room_questions_(bounds.room_robot) {}

flow<std::string> robot_talk::ask(user asker, std::string text, language spoken) {
  if (const auto broken = check_length(field::text, text, limits_.robot_question)) co_return refuse(*broken);
  if (is_blank(text)) co_return refuse(invalid{field::text, rule::required});
  if (const auto wait = questions_.refuse(asker.id, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await answer({.text = std::move(text), .language = spoken, .asker = std::move(asker)});
}

std::optional<rate_limited> robot_talk::take(user_id asker, room_id room) {
  const auto now = clock_.steady();
  if (const auto wait = questions_.refuse(asker, now)) return rate_limited{*wait};
  if (const auto wait = room_questions_.refuse(room, now)) return rate_limited{*wait};
  return std::nullopt;
}

flow<std::string> robot_talk::answer(question asked) {
  const auto begun = std::make_shared<bool>(false);
  if (asked.grows) asked.grows = noted_growth{std::move(asked.grows), begun};
  auto answer = co_await first_.ask(asked);
  if (answer || *begun || !std::holds_alternative<unavailable>(answer.error())) co_return answer;
  co_return co_await fallback_.ask(std::move(asked));
}

flow<std::string> robot_talk::summary(question asked) {
  asked.task = robot_task::summary;
  if (!has_model()) co_return refuse(unavailable{});
  co_return co_await first_.ask(std::move(asked));
}

}  // namespace webchats::chat
