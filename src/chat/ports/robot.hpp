#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "chat/language.hpp"
#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// What a robot is to make of a text.
enum class robot_task : std::uint8_t {
  answer,   ///< the text is a question
  summary,  ///< the text is what was said in a room, a line for each message
};

/// Something that was said in the same talk before the question.
struct earlier_line {
  enum class speaker : std::uint8_t { person, robot };
  speaker by = speaker::person;
  std::string name;  ///< of the person
  std::string text;
};

/// Takes an answer as far as it has come, whenever it has become longer. What it refuses ends the answer.
using answer_growth = std::function<flow<void>(std::string so_far)>;

struct question {
  std::string text;
  /// The asker's language; a robot may prefer the one the text is written in.
  chat::language language = language::simplified;
  chat::user asker;
  robot_task task = robot_task::answer;
  std::vector<earlier_line> before{};  ///< the oldest first; bounded by the caller
  answer_growth grows{};               ///< who has the whole answer at once need not call it
};

/// Somebody who answers questions: the offline one (`faq_robot`), or one behind a network.
class robot {
 public:
  virtual ~robot() = default;
  /// Answers in plain text. Refuses with `unavailable` or `rate_limited`, and with what `grows` refuses. The answer is
  /// untrusted text.
  [[nodiscard]] virtual flow<std::string> ask(question asked) = 0;
};

}  // namespace webchats::chat
