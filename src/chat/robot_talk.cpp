#include "chat/robot_talk.hpp"

#include "chat/text.hpp"

namespace webchats::chat {

robot_talk::robot_talk(robot& first, robot& fallback, const clock& time, const limits& bounds)
    : first_(first), fallback_(fallback), clock_(time), limits_(bounds), questions_(bounds.robot) {}

flow<std::string> robot_talk::ask(user asker, std::string text, language spoken) {
  if (const auto broken = check_length(field::text, text, limits_.robot_question)) co_return refuse(*broken);
  if (is_blank(text)) co_return refuse(invalid{field::text, rule::required});
  if (const auto wait = questions_.refuse(asker.id, clock_.steady())) co_return refuse(rate_limited{*wait});
  const question asked{std::move(text), spoken, std::move(asker)};
  auto answer = co_await first_.ask(asked);
  if (answer || !std::holds_alternative<unavailable>(answer.error())) co_return answer;
  co_return co_await fallback_.ask(asked);
}

}  // namespace webchats::chat
