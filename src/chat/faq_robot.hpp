#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/ports/clock.hpp"
#include "chat/ports/robot.hpp"

namespace webchats::chat {

/// One answer the robot knows: said when the question holds one of the keywords.
struct faq_entry {
  std::vector<std::string> keywords;  ///< lower case, simplified
  std::string answer;
};

/// Reads lines `keyword | keyword = answer`; empty lines and lines that begin with # are skipped.
/// What follows the first = is the answer, in which \n is a line break. A line without both parts is left out.
[[nodiscard]] std::vector<faq_entry> parse_faq(std::string_view text);

/// The language a question is written in: that of its letters, `otherwise` if it has none. Chinese in characters that
/// traditional and simplified share is traditional where `otherwise` is.
[[nodiscard]] language language_of(std::string_view text, language otherwise = language::simplified);

/// 大白 without a network: greetings, who it is, help about webchats, time and date, arithmetic, and the FAQ of the
/// installation. Answers in the language of the question. Stateless; may be used from any thread.
class faq_robot final : public robot {
 public:
  explicit faq_robot(const clock& time, std::vector<faq_entry> faq = {});

  [[nodiscard]] flow<std::string> ask(question asked) override;
  /// The same without a coroutine.
  [[nodiscard]] std::string answer(const question& asked) const;

 private:
  const clock& clock_;
  std::vector<faq_entry> faq_;
};

}  // namespace webchats::chat
