#include "chat/search_text.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "chat/text.hpp"
#include "chat/text_tables.hpp"

namespace webchats::chat {

namespace {

using text_tables::each_folded;
using text_tables::folding_of;
using text_tables::kind;
using text_tables::kind_of;

constexpr std::string_view rules_version = "1";

/// U+3099 and U+309A, full or half width.
constexpr bool is_voiced_mark(char32_t point) { return point == 0x3099 || point == 0xFF9E; }
constexpr bool is_semivoiced_mark(char32_t point) { return point == 0x309A || point == 0xFF9F; }

/// The kana with its (semi-)voiced sound mark as one character; half-width kana arrive apart from it.
std::optional<char32_t> voiced(char32_t kana, char32_t mark) {
  const char32_t shift = kana >= 0x30A1 ? 0x60 : 0;
  const char32_t hiragana = kana - shift;
  const bool h_row = hiragana >= 0x306F && hiragana <= 0x307B && (hiragana - 0x306F) % 3 == 0;
  if (is_semivoiced_mark(mark)) return h_row ? std::optional(kana + 2) : std::nullopt;
  if (!is_voiced_mark(mark)) return std::nullopt;
  if (hiragana == 0x3046) return 0x3094 + shift;
  const bool k_to_t = hiragana >= 0x304B && hiragana <= 0x3061 && (hiragana - 0x304B) % 2 == 0;
  const bool t_row = hiragana == 0x3064 || hiragana == 0x3066 || hiragana == 0x3068;
  return h_row || k_to_t || t_row ? std::optional(kana + 1) : std::nullopt;
}

/// Walks over `text` and calls `visit(folded, from, to) -> bool` for every term until it answers false.
template <class Visit>
void each_term(std::string_view text, Visit visit) {
  std::string word;
  std::size_t length = 0;  // code points of the word, those that were cut included
  std::size_t from = 0;
  std::size_t to = 0;
  bool more = true;
  const auto end_word = [&] {
    if (length == 0) return;
    more = visit(std::string_view(word), from, to);
    word.clear();
    length = 0;
  };
  for (std::size_t at = 0; at < text.size() && more;) {
    const auto begin = at;
    const auto point = next_code_point(text, at);
    if (!point) break;
    std::optional<char32_t> composed;
    if (at < text.size()) {
      auto behind = at;
      const auto next = next_code_point(text, behind);
      if (next && (is_voiced_mark(*next) || is_semivoiced_mark(*next))) {
        char32_t kana = 0;
        each_folded(*point, [&](char32_t folded) { kana = folded; });
        composed = voiced(kana, *next);
        if (composed) at = behind;
      }
    }
    if (*point == U'@' || *point == U'＠') {
      end_word();
      if (more) more = visit(at_term, begin, at);
      continue;
    }
    each_folded(composed.value_or(*point), [&](char32_t folded) {
      const auto what = kind_of(folding_of(folded));
      const bool in_word = what == kind::word || (what == kind::mark && length > 0);
      if (in_word) {
        if (length == 0) from = begin;
        to = at;
        if (length++ < longest_term) append_code_point(word, folded);
        return;
      }
      end_word();
      if (what == kind::separator || !more) return;
      append_code_point(word, folded);
      more = visit(std::string_view(word), begin, at);
      word.clear();
    });
  }
  if (more) end_word();
}

}  // namespace

std::vector<term> terms_of(std::string_view text, std::size_t most) {
  std::vector<term> terms;
  if (most == 0) return terms;
  each_term(text, [&](std::string_view folded, std::size_t from, std::size_t to) {
    terms.push_back({std::string(folded), from, to});
    return terms.size() < most;
  });
  return terms;
}

void append_terms(std::string& out, std::string_view text) {
  each_term(text, [&](std::string_view folded, std::size_t, std::size_t) {
    out.push_back(' ');
    out.append(folded);
    return true;
  });
}

std::string folded_name(std::string_view name) {
  std::string folded;
  each_term(name, [&](std::string_view one, std::size_t, std::size_t) {
    folded.append(one);
    return true;
  });
  return folded;
}

bool is_word(std::string_view folded) {
  std::size_t at = 0;
  if (folded.empty()) return false;
  const auto first = next_code_point(folded, at);
  return first && kind_of(folding_of(*first)) == kind::word;
}

bool has_link(std::string_view text) {
  constexpr std::string_view starts[] = {"http://", "https://", "www."};
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  const auto same = [&](char a, char b) { return lower(a) == b; };
  return std::ranges::any_of(starts, [&](std::string_view start) {
    for (auto rest = text; !rest.empty();) {
      const auto found = std::ranges::search(rest, start, same);
      if (found.empty()) return false;
      const auto begin = static_cast<std::size_t>(found.begin() - rest.begin());
      rest.remove_prefix(begin + start.size());
      if (!rest.empty() && static_cast<unsigned char>(rest.front()) > ' ') return true;
    }
    return false;
  });
}

std::string terms_version() { return std::string(rules_version) + ", " + std::string(text_tables::version); }

}  // namespace webchats::chat
