#include "chat/mentions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "chat/letter_folding.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t most_signs = 10;
constexpr std::size_t longest_name = 64;  // code points

bool is_ascii_word(char32_t point) noexcept {
  return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9');
}

/// Whether a word of a script with spaces between its words goes on at `next`, a name whose last letter is `last`.
bool goes_on(char32_t last, char32_t next) {
  const auto joins = [](char32_t point) {
    bool joining = false;
    each_letter(point,
                [&](letter each) { joining = each.kind == letter_kind::spaced || each.kind == letter_kind::digit; });
    return joining;
  };
  return joins(last) && joins(next);
}

/// The crowd that the text behind an "@" names.
crowd crowd_of(const mention_candidates& at) {
  using enum crowd;
  constexpr std::array<std::pair<std::string_view, crowd>, 6> words{{{"all", everybody},
                                                                     {"everyone", everybody},
                                                                     {"here", here},
                                                                     {"所有人", everybody},
                                                                     {"全体成员", everybody},
                                                                     {"在线", here}}};
  for (const auto& [text, means] : words) {
    if (std::ranges::find(at.keys, text) != at.keys.end()) return means;
  }
  return nobody;
}

mention_candidates candidates_at(std::string_view rest) {
  mention_candidates found;
  std::size_t end = 0;
  const auto next = [&] { return end < rest.size() ? next_code_point(rest, end) : std::nullopt; };
  auto point = next();
  for (std::size_t count = 0; count < longest_name && point && *point != '\n' && *point != '@'; ++count) {
    const auto name = rest.substr(0, end);
    const auto last = *point;
    point = next();
    if (!point || !goes_on(last, *point)) found.keys.push_back(name_key(name));
  }
  std::ranges::reverse(found.keys);
  return found;
}

}  // namespace

std::string name_key(std::string_view name) {
  std::string key(name);
  std::ranges::transform(key, key.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return key;
}

named names_in(std::string_view text) {
  named found;
  char32_t before = ' ';
  std::size_t signs = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = next_code_point(text, at);
    if (!point) break;
    if ((*point == '@' || *point == U'＠') && !is_ascii_word(before)) {
      auto candidates = candidates_at(text.substr(at));
      if (const auto crowd = crowd_of(candidates); crowd != crowd::nobody) {
        found.crowd = std::max(found.crowd, crowd);
      } else if (!candidates.keys.empty()) {
        found.people.push_back(std::move(candidates));
      }
      if (++signs == most_signs) break;
    }
    before = *point;
  }
  return found;
}

}  // namespace webchats::chat
