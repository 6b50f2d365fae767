#include "chat/pinyin.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <span>
#include <vector>

#include "chat/search_query.hpp"
#include "chat/search_text.hpp"
#include "chat/text.hpp"
#include "chat/text_tables.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t most_units = 64;     ///< characters and words of a name that count
constexpr std::size_t longest_typed = 63;  ///< bytes
constexpr std::size_t most_suffixes = 8;

struct reading {
  std::string_view characters;
  std::string_view pinyin;
};

/// Surnames that are read otherwise than the characters usually are; folded.
constexpr std::array surnames{
    reading{"尉迟", "yu chi"},    reading{"长孙", "zhang sun"}, reading{"万俟", "mo qi"},  reading{"澹台", "tan tai"},
    reading{"单于", "chan yu"},   reading{"令狐", "ling hu"},   reading{"宰父", "zai fu"}, reading{"亓官", "qi guan"},
    reading{"乐正", "yue zheng"}, reading{"单", "shan"},        reading{"曾", "zeng"},     reading{"仇", "qiu"},
    reading{"区", "ou"},          reading{"查", "zha"},         reading{"解", "xie"},      reading{"朴", "piao"},
    reading{"华", "hua"},         reading{"盖", "ge"},          reading{"缪", "miao"},     reading{"翟", "zhai"},
    reading{"乐", "yue"},         reading{"折", "she"},         reading{"冼", "xian"},     reading{"洗", "xian"},
    reading{"召", "shao"},        reading{"覃", "qin"},         reading{"隗", "wei"},      reading{"员", "yun"},
    reading{"种", "chong"},       reading{"秘", "bi"},          reading{"繁", "po"},       reading{"祭", "zhai"},
    reading{"句", "gou"},         reading{"阚", "kan"},         reading{"石", "shi"},      reading{"沈", "shen"},
    reading{"贾", "jia"},         reading{"柏", "bai"},         reading{"费", "fei"},      reading{"葛", "ge"},
    reading{"谌", "chen"},        reading{"燕", "yan"},         reading{"瞿", "qu"},       reading{"车", "che"},
    reading{"宓", "mi"},          reading{"盛", "sheng"},       reading{"臧", "zang"},     reading{"郇", "xun"},
    reading{"逄", "pang"},        reading{"眭", "sui"},         reading{"粘", "nian"},     reading{"晁", "chao"},
    reading{"幺", "yao"},
};

/// Characters whose first reading in the table is not the usual one of names.
constexpr std::array usual{
    reading{"长", "chang"}, reading{"了", "le"},  reading{"着", "zhe"},   reading{"的", "de"}, reading{"都", "du"},
    reading{"行", "xing"},  reading{"会", "hui"}, reading{"重", "chong"}, reading{"乐", "le"}, reading{"还", "huan"},
};

std::string_view syllable_of(std::string_view character) {
  if (const auto found = std::ranges::find(usual, character, &reading::characters); found != usual.end()) {
    return found->pinyin;
  }
  std::size_t at = 0;
  const auto point = next_code_point(character, at);
  if (!point || *point < text_tables::first_han || *point > text_tables::last_han) return {};
  return text_tables::syllables[text_tables::pinyin[*point - text_tables::first_han]];
}

/// A character or word of a name.
struct unit {
  std::string folded;
  std::string pinyin;  ///< empty for what is not Han
  [[nodiscard]] const std::string& typed() const noexcept { return pinyin.empty() ? folded : pinyin; }
};

std::vector<unit> units_of(std::string_view name) {
  std::vector<unit> units;
  std::string folded;
  for (auto& each : terms_of(name, most_units)) {
    if (each.folded == at_term) continue;
    folded += each.folded;
    std::string pinyin(syllable_of(each.folded));
    units.push_back({std::move(each.folded), std::move(pinyin)});
  }
  const auto surname = std::ranges::find_if(
      surnames, [&](std::string_view start) { return folded.starts_with(start); }, &reading::characters);
  if (surname != surnames.end()) {
    auto rest = surname->pinyin;
    for (std::size_t i = 0; !rest.empty() && i < units.size(); ++i) {
      const auto end = std::min(rest.find(' '), rest.size());
      units[i].pinyin = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return units;
}

/// Letters alike as they are typed: ü is "v" in the table, and many type "u".
bool alike(char known, char typed) { return known == typed || (known == 'v' && typed == 'u'); }

std::size_t common_start(std::string_view known, std::string_view typed) {
  const auto ends = std::ranges::mismatch(known, typed, alike);
  return static_cast<std::size_t>(ends.in1 - known.begin());
}

/// Whether `typed` is used up by the units from `first` on, each by its characters or by the beginning of its pinyin.
/// With `ending::whole` by all of each, and nothing of the name may be left.
bool fits(const std::vector<unit>& units, std::size_t first, std::string_view typed, ending last) {
  std::bitset<longest_typed + 1> reached;  // places in `typed` where the next unit may begin
  reached.set(0);
  for (std::size_t i = first; i < units.size() && reached.any(); ++i) {
    decltype(reached) next;
    for (std::size_t at = 0; at < typed.size(); ++at) {
      if (!reached.test(at)) continue;
      const auto rest = typed.substr(at);
      for (const std::string_view known : {std::string_view(units[i].folded), std::string_view(units[i].pinyin)}) {
        if (known.empty()) continue;
        const auto same = common_start(known, rest);
        if (last == ending::whole) {
          if (same == known.size()) next.set(at + same);
          continue;
        }
        // A character is not cut; of letters any beginning will do.
        const bool letters = static_cast<unsigned char>(known.front()) < 0x80;
        for (std::size_t length = letters ? 1 : known.size(); length <= same; ++length) next.set(at + length);
      }
    }
    if (last == ending::prefix && next.test(typed.size())) return true;
    reached = next;
  }
  return last == ending::whole && reached.test(typed.size());
}

/// Cuts a long key between characters.
std::string cut_key(std::string folded) {
  auto end = std::min(folded.size(), longest_typed);
  while (end < folded.size() && (static_cast<unsigned char>(folded[end]) & 0xC0U) == 0x80U) --end;
  folded.resize(end);
  return folded;
}

}  // namespace

std::string typed_key(std::string_view typed) { return cut_key(folded_name(typed)); }

name_match match(std::string_view name, std::string_view typed) {
  const auto wanted = typed_key(typed);
  if (wanted.empty()) return name_match::none;
  const auto units = units_of(name);
  if (fits(units, 0, wanted, ending::whole)) return name_match::whole;
  for (std::size_t first = 0; first < units.size(); ++first) {
    if (fits(units, first, wanted, ending::prefix)) return first == 0 ? name_match::start : name_match::inside;
  }
  return name_match::none;
}

std::string pinyin_of(std::string_view name) {
  std::string text;
  for (const auto& each : units_of(name)) {
    if (!text.empty()) text += ' ';
    text += each.typed();
  }
  return text;
}

std::vector<name_key> keys_of(std::string_view name) {
  const auto units = units_of(name);
  std::vector<name_key> keys;
  const auto add = [&keys](const std::string& text, key_kind kind) {
    if (!text.empty()) keys.push_back({cut_key(text), kind});
  };
  for (std::size_t first = 0; first < std::min(units.size(), most_suffixes); ++first) {
    std::string folded;
    std::string pinyin;
    std::string initials;
    for (const auto& each : std::span(units).subspan(first)) {
      folded += each.folded;
      pinyin += each.typed();
      std::size_t at = 0;
      if (next_code_point(each.typed(), at)) initials += each.typed().substr(0, at);
    }
    auto as_u = pinyin;
    std::ranges::replace(as_u, 'v', 'u');
    const auto kind = [&](key_kind whole) { return first == 0 ? whole : key_kind::inside; };
    add(folded, kind(key_kind::characters));
    if (pinyin != folded) add(pinyin, kind(key_kind::pinyin));
    if (as_u != pinyin) add(as_u, kind(key_kind::pinyin));
    add(initials, kind(key_kind::initials));
  }
  std::ranges::sort(keys);
  const auto twins = std::ranges::unique(keys);
  keys.erase(twins.begin(), twins.end());
  return keys;
}

}  // namespace webchats::chat
