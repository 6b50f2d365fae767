#include "chat/mentions.hpp"

#include <algorithm>
#include <array>

#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t most_signs = 10;
constexpr std::size_t longest_name = 64;  // code points

bool is_ascii_word(char32_t point) noexcept {
  return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9');
}

/// The crowd that the text behind an "@" names. A Latin word ends where its letters end.
crowd crowd_at(std::string_view rest) {
  struct word {
    std::string_view text;
    chat::crowd means;
    bool latin;
  };
  constexpr std::array words{word{"all", crowd::everybody, true},       word{"everyone", crowd::everybody, true},
                             word{"here", crowd::here, true},           word{"所有人", crowd::everybody, false},
                             word{"全体成员", crowd::everybody, false}, word{"在线", crowd::here, false}};
  const auto key = name_key(rest.substr(0, 16));
  for (const auto& each : words) {
    if (!key.starts_with(each.text)) continue;
    if (!each.latin || key.size() == each.text.size() ||
        !is_ascii_word(static_cast<unsigned char>(key[each.text.size()]))) {
      return each.means;
    }
  }
  return crowd::nobody;
}

mention_candidates candidates_at(std::string_view rest) {
  mention_candidates found;
  std::size_t end = 0;
  for (std::size_t count = 0; count < longest_name && end < rest.size(); ++count) {
    const auto point = next_code_point(rest, end);
    if (!point || *point == '\n' || *point == '@') break;
    found.keys.push_back(name_key(rest.substr(0, end)));
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
      const auto rest = text.substr(at);
      if (const auto crowd = crowd_at(rest); crowd != crowd::nobody) {
        found.crowd = std::max(found.crowd, crowd);
      } else if (auto candidates = candidates_at(rest); !candidates.keys.empty()) {
        found.people.push_back(std::move(candidates));
      }
      if (++signs == most_signs) break;
    }
    before = *point;
  }
  return found;
}

}  // namespace webchats::chat
