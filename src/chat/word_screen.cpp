#include "chat/word_screen.hpp"

#include <algorithm>
#include <utility>

namespace webchats::chat {

namespace {

constexpr std::size_t most_named = 5;  // a report says why, it is no list

std::string reported_in(const screened_text& judged, const std::vector<filtered_word>& words) {
  std::vector<std::size_t> named;
  for (const auto& each : judged.matches) {
    if (named.size() == most_named) break;
    if (words[each.word].action == word_action::report && std::ranges::find(named, each.word) == named.end()) {
      named.push_back(each.word);
    }
  }
  std::string text;
  for (const auto each : named) text.append(text.empty() ? "" : ", ").append(words[each].text);
  return text;
}

}  // namespace

const word_screen& word_screen::nothing() {
  static const word_screen one;
  return one;
}

outcome<std::string> word_screen::admit(std::string& text) const {
  const auto filter = filter_.now();
  if (filter->words().empty() || text.empty()) return std::string();
  auto judged = filter->screen(text);
  if (judged.says == screened_text::verdict::blocked) return refuse(blocked_word{});
  if (judged.says == screened_text::verdict::masked) text = std::move(judged.text);
  return judged.flagged ? reported_in(judged, filter->words()) : std::string();
}

std::optional<refusal> word_screen::refuse_name(std::string_view name) const {
  const auto filter = filter_.now();
  if (filter->words().empty() || name.empty()) return std::nullopt;
  const auto says = filter->screen(name).says;
  if (says == screened_text::verdict::blocked || says == screened_text::verdict::masked) return blocked_word{};
  return std::nullopt;
}

}  // namespace webchats::chat
