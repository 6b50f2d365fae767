#pragma once

#include <string>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

enum class language { chinese, english };

struct question {
  std::string text;
  /// The asker's language; a robot may prefer the one the text is written in.
  chat::language language = language::chinese;
  chat::user asker;
};

/// Somebody who answers questions: the offline one (`faq_robot`), or one behind a network.
class robot {
 public:
  virtual ~robot() = default;
  /// Answers in plain text. Refuses with `unavailable` or `rate_limited`. The answer is untrusted text.
  [[nodiscard]] virtual flow<std::string> ask(question asked) = 0;
};

}  // namespace webchats::chat
