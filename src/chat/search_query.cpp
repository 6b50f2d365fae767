#include "chat/search_query.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "chat/search_text.hpp"

namespace webchats::chat {

namespace {

enum class filter { in, from, has, before, after, mentions };

struct filter_name {
  std::string_view name;
  filter what;
};

constexpr std::array filter_names{
    filter_name{"in", filter::in},         filter_name{"在", filter::in},
    filter_name{"房间", filter::in},       filter_name{"from", filter::from},
    filter_name{"来自", filter::from},     filter_name{"發自", filter::from},
    filter_name{"发自", filter::from},     filter_name{"來自", filter::from},
    filter_name{"has", filter::has},       filter_name{"包含", filter::has},
    filter_name{"before", filter::before}, filter_name{"之前", filter::before},
    filter_name{"早于", filter::before},   filter_name{"after", filter::after},
    filter_name{"之后", filter::after},    filter_name{"之後", filter::after},
    filter_name{"晚于", filter::after},    filter_name{"mentions", filter::mentions},
    filter_name{"提到", filter::mentions}, filter_name{"提及", filter::mentions},
};

struct mark_name {
  std::string_view name;
  search_mark mark;
};

/// In folded form.
constexpr std::array mark_names{
    mark_name{"image", search_mark::image},       mark_name{"picture", search_mark::image},
    mark_name{"图片", search_mark::image},        mark_name{"图", search_mark::image},
    mark_name{"file", search_mark::file},         mark_name{"文件", search_mark::file},
    mark_name{"附件", search_mark::file},         mark_name{"link", search_mark::link},
    mark_name{"链接", search_mark::link},         mark_name{"网址", search_mark::link},
    mark_name{"reaction", search_mark::reaction}, mark_name{"回应", search_mark::reaction},
    mark_name{"表情", search_mark::reaction},
};

bool is_me(std::string_view folded) { return folded == "me" || folded == "我"; }

constexpr std::array<std::string_view, 7> spaces{" ", "\t", "\r", "\n", "\v", "\f", "\u3000"};
constexpr std::array<std::string_view, 4> quotes{"\"", "\u201C", "\u201D", "\uFF02"};
constexpr std::array<std::string_view, 2> colons{":", "\uFF1A"};
constexpr std::array<std::string_view, 2> minuses{"-", "\uFF0D"};

/// Length of the one of `marks` that `text` begins with; 0 when it is none.
template <std::size_t N>
std::size_t begins_with(const std::array<std::string_view, N>& marks, std::string_view text) {
  for (const auto mark : marks) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

/// Takes the text up to the first of `marks`.
template <std::size_t... N>
std::string_view take_until(std::string_view& rest, const std::array<std::string_view, N>&... marks) {
  std::size_t end = 0;
  while (end < rest.size() && (... && (begins_with(marks, rest.substr(end)) == 0))) ++end;
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(end);
  return taken;
}

/// Takes one of `marks`; false when there is none.
template <std::size_t N>
bool take(std::string_view& rest, const std::array<std::string_view, N>& marks) {
  const auto length = begins_with(marks, rest);
  rest.remove_prefix(length);
  return length > 0;
}

std::optional<filter> filter_called(std::string_view name) {
  const auto same = [name](std::string_view other) {
    return std::ranges::equal(
        name, other, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b; });
  };
  const auto found = std::ranges::find_if(filter_names, same, &filter_name::name);
  return found == filter_names.end() ? std::nullopt : std::optional(found->what);
}

/// 2026-01-31, 2026/1/31 or 2026.1.31.
std::optional<std::chrono::sys_days> day_of(std::string_view text) {
  std::array<int, 3> parts{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && (at == end || !std::string_view("-/.").contains(*at++))) return std::nullopt;
    if (at == end || *at < '0' || *at > '9') return std::nullopt;
    const auto [after, error] = std::from_chars(at, end, parts.at(i));
    if (error != std::errc{} || after - at > 4) return std::nullopt;
    at = after;
  }
  const std::chrono::year_month_day day{std::chrono::year(parts[0]),
                                        std::chrono::month(static_cast<unsigned>(parts[1])),
                                        std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (at != end || parts[0] < 1970 || !day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

std::optional<room_id> room_number(std::string_view text) {
  if (!text.starts_with('#')) return std::nullopt;
  room_id room;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), room.value);
  return error == std::errc{} && end == text.data() + text.size() && room.value > 0 ? std::optional(room)
                                                                                    : std::nullopt;
}

class parser {
 public:
  parser(std::string_view text, std::chrono::minutes east_of_utc, const search_bounds& bounds)
      : rest_(text.substr(0, bounds.bytes)), east_of_utc_(east_of_utc), bounds_(bounds), terms_left_(bounds.terms) {}

  search_query parse() && {
    while (!rest_.empty()) {
      if (!take(rest_, spaces)) take_part();
    }
    return std::move(query_);
  }

 private:
  void take_part() {
    auto behind_minus = rest_;
    const bool unwanted =
        take(behind_minus, minuses) && !behind_minus.empty() && begins_with(spaces, behind_minus) == 0;
    if (unwanted) rest_ = behind_minus;
    auto& phrases = unwanted ? query_.unwanted : query_.wanted;
    if (take(rest_, quotes)) return add_phrase(phrases, take_quoted(), ending::whole);
    if (!unwanted && take_filter()) return;
    const auto words = take_until(rest_, spaces, quotes);
    // What a person has just typed the last letter of is perhaps no whole word yet.
    add_phrase(phrases, words, rest_.empty() && !unwanted ? ending::prefix : ending::whole);
  }

  std::string_view take_quoted() {
    const auto inside = take_until(rest_, quotes);
    take(rest_, quotes);
    return inside;
  }

  /// Takes `name:value`; nothing when it is no filter.
  bool take_filter() {
    auto rest = rest_;
    const auto what = filter_called(take_until(rest, colons, spaces, quotes));
    if (!what || !take(rest, colons)) return false;
    std::swap(rest, rest_);
    const auto value = take(rest_, quotes) ? take_quoted() : take_until(rest_, spaces);
    if (add_filter(*what, value)) return true;
    std::swap(rest, rest_);
    return false;
  }

  /// False when `value` is none of that filter.
  bool add_filter(filter what, std::string_view value) {
    switch (what) {
      case filter::in:
        if (const auto number = room_number(value)) return add(query_.rooms, room_filter(*number));
        return !folded_name(value).empty() && add(query_.rooms, room_filter(std::string(value)));
      case filter::from: {
        const auto folded = folded_name(value.starts_with('@') ? value.substr(1) : value);
        if (is_me(folded)) return add(query_.authors, author_filter(myself{}));
        return !folded.empty() && add(query_.authors, author_filter(folded));
      }
      case filter::has: {
        const auto mark = std::ranges::find(mark_names, folded_name(value), &mark_name::name);
        return mark != mark_names.end() && add(query_.marks, mark->mark);
      }
      case filter::before:
      case filter::after: {
        const auto day = day_of(value);
        if (!day) return false;
        const auto midnight = instant(*day) - east_of_utc_;
        if (what == filter::before) {
          query_.until = midnight;
        } else {
          query_.since = midnight + std::chrono::days(1);
        }
        return true;
      }
      case filter::mentions:
        if (!is_me(folded_name(value.starts_with('@') ? value.substr(1) : value))) return false;
        query_.mentions_me = true;
        return true;
    }
    return false;
  }

  /// True also when there are too many: the filter is understood all the same.
  template <class Value>
  bool add(std::vector<Value>& values, Value value) const {
    if (values.size() < bounds_.filters && std::ranges::find(values, value) == values.end()) {
      values.push_back(std::move(value));
    }
    return true;
  }

  void add_phrase(std::vector<search_phrase>& phrases, std::string_view text, ending last) {
    search_phrase phrase;
    for (auto& each : terms_of(text, terms_left_)) phrase.terms.push_back(std::move(each.folded));
    if (phrase.terms.empty()) return;
    terms_left_ -= phrase.terms.size();
    // One letter would begin half of all words.
    const auto& typed = phrase.terms.back();
    if (last == ending::prefix && typed.size() > 1 && is_word(typed)) phrase.last = ending::prefix;
    phrases.push_back(std::move(phrase));
  }

  std::string_view rest_;
  std::chrono::minutes east_of_utc_;
  search_bounds bounds_;
  std::size_t terms_left_;
  search_query query_;
};

}  // namespace

search_query parse_query(std::string_view text, std::chrono::minutes east_of_utc, const search_bounds& bounds) {
  return parser(text, east_of_utc, bounds).parse();
}

}  // namespace webchats::chat
