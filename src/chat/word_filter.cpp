#include "chat/word_filter.hpp"

#include <algorithm>
#include <utility>

#include "chat/letter_folding.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

/// Which letter 1, ! and | stand for: both are tried.
enum class one_is : std::uint8_t { i, l };

/// The letter for which a digit or symbol stands; 0 for none.
char32_t disguised(char32_t value, one_is one) {
  switch (value) {
    case U'0':
      return U'o';
    case U'1':
    case U'!':
    case U'|':
      return one == one_is::i ? U'i' : U'l';
    case U'3':
      return U'e';
    case U'4':
    case U'@':
      return U'a';
    case U'5':
    case U'$':
      return U's';
    case U'7':
    case U'+':
      return U't';
    case U'8':
      return U'b';
    case U'9':
      return U'g';
    default:
      return 0;
  }
}

bool is_letter(letter_kind kind) { return kind >= letter_kind::digit; }

/// Calls `visit(letter, begin, end)` for all that is not ignored; bytes that are not UTF-8 are separators.
template <class Visit>
void each_letter_of(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto point = next_code_point(text, at);
    if (!point) {
      ++at;
      visit(letter{0, letter_kind::weak}, begin, at);
      continue;
    }
    each_letter(*point, [&](letter each) { visit(each, begin, at); });
  }
}

}  // namespace

/// A letter of a text, or several of the same in a row.
struct word_filter::stream_letter {
  /// What stands before it, or anywhere within the row.
  struct gap {
    bool any = false;
    bool space = false;
    bool stop = false;  ///< the end of a phrase
  };
  char32_t value = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint16_t run = 1;
  std::uint16_t parted = 0;                ///< how many of the row have something before them, the first one apart
  letter_kind kind = letter_kind::spaced;  ///< as written
  gap before{};
  gap within{};
};

/// A text as an automaton reads it.
struct word_filter::stream {
  std::vector<stream_letter> letters;

  void add(char32_t value, letter_kind kind, std::size_t begin, std::size_t end) {
    const auto gap = std::exchange(gap_, {});
    if (!letters.empty() && letters.back().value == value && letters.back().run < 0xFFFF) {
      auto& last = letters.back();
      ++last.run;
      last.parted = static_cast<std::uint16_t>(last.parted + (gap.any ? 1 : 0));
      last.within.space = last.within.space || gap.space;
      last.within.stop = last.within.stop || gap.stop;
      last.end = static_cast<std::uint32_t>(end);
      if (kind == letter_kind::spaced) last.kind = kind;
      return;
    }
    letters.push_back({.value = value,
                       .begin = static_cast<std::uint32_t>(begin),
                       .end = static_cast<std::uint32_t>(end),
                       .kind = kind,
                       .before = gap});
  }
  void separate(letter_kind kind) {
    gap_.any = true;
    gap_.space = gap_.space || kind == letter_kind::space;
    gap_.stop = gap_.stop || kind == letter_kind::stop;
  }

 private:
  stream_letter::gap gap_;
};

word_filter::word_filter(std::vector<filtered_word> words) : words_(std::move(words)), patterns_(words_.size()) {
  for (std::uint32_t number = 0; number < std::min(words_.size(), most_words); ++number) {
    const auto& text = words_[number].text;
    if (text.size() > longest_word * 4) continue;
    std::u32string key;
    auto& made = patterns_[number];
    made.bounded = true;
    made.letters = true;
    each_letter_of(text, [&](letter each, std::size_t, std::size_t) {
      if (!is_letter(each.kind)) return;
      if (each.kind == letter_kind::unspaced) made.bounded = false;
      if (each.kind != letter_kind::spaced) made.letters = false;
      if (!key.empty() && key.back() == each.value) {
        ++made.runs.back();
      } else {
        key.push_back(each.value);
        made.runs.push_back(1);
      }
    });
    if (key.empty() || key.size() > longest_word) continue;
    (made.letters ? disguise_ : plain_).add(key, number);
  }
  plain_.build();
  disguise_.build();
}

bool word_filter::findable(std::string_view word) {
  std::size_t letters = 0;
  each_letter_of(word, [&](letter each, std::size_t, std::size_t) { letters += is_letter(each.kind) ? 1 : 0; });
  return letters > 0 && letters <= longest_word && word.size() <= longest_word * 4;
}

std::vector<word_match> word_filter::find(std::string_view text) const {
  std::vector<word_match> found;
  if (text.size() > 0xFFFF'FFFFU) return found;
  if (!plain_.empty()) {
    stream letters;
    letters.letters.reserve(text.size());
    each_letter_of(text, [&](letter each, std::size_t begin, std::size_t end) {
      if (is_letter(each.kind)) {
        letters.add(each.value, each.kind, begin, end);
      } else {
        letters.separate(each.kind);
      }
    });
    search(letters, plain_, found);
  }
  if (!disguise_.empty()) {
    for (const auto one : {one_is::i, one_is::l}) {
      stream letters;
      letters.letters.reserve(text.size());
      each_letter_of(text, [&](letter each, std::size_t begin, std::size_t end) {
        if (each.kind == letter_kind::spaced) {
          letters.add(each.value, each.kind, begin, end);
        } else if (const auto stands_for = disguised(each.value, one); stands_for != 0) {
          letters.add(stands_for, each.kind, begin, end);
        } else if (is_letter(each.kind)) {
          letters.add(0, each.kind, begin, end);
        } else {
          letters.separate(each.kind);
        }
      });
      search(letters, disguise_, found);
      if (text.find_first_of("1!|") == std::string_view::npos && !text.contains("１") && !text.contains("！")) break;
    }
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

void word_filter::search(const stream& letters, const word_automaton& automaton, std::vector<word_match>& found) const {
  const std::span text(letters.letters);
  word_automaton::state at = 0;
  for (std::size_t last = 0; last < text.size(); ++last) {
    at = automaton.next(at, text[last].value);
    automaton.each_word(at, [&](std::uint32_t number) {
      const auto& word = patterns_[number];
      const auto first = last + 1 - word.runs.size();
      if (fits(text, first, last, word)) found.push_back({text[first].begin, text[last].end, number});
    });
  }
}

bool word_filter::fits(std::span<const stream_letter> text, std::size_t first, std::size_t last,
                       const pattern& word) const {
  std::size_t length = 0;
  std::size_t parted = 0;   // letters with something before them
  std::size_t doubled = 0;  // letters more than the word has
  bool inner = false;       // … where they matter
  bool stretched = false;
  bool broken = false;   // by what separates words or phrases
  bool written = false;  // one letter at least stands for itself
  for (std::size_t at = first; at <= last; ++at) {
    const auto& each = text[at];
    const auto run = word.runs[at - first];
    if (each.run < run) return false;
    doubled += each.run - run;
    stretched = stretched || (each.run > run && each.run >= 3);
    // What is not bounded may follow the same letter: 妈的 in 妈妈的.
    inner = inner || (each.run > run && (word.bounded || (at != first && at != last)));
    written = written || each.kind == letter_kind::spaced;
    length += each.run;
    parted += each.parted + (at != first && each.before.any ? 1U : 0U);
    const auto breaks = [&](const stream_letter::gap& gap) { return gap.stop || (word.bounded && gap.space); };
    broken = broken || breaks(each.within) || (at != first && breaks(each.before));
  }
  if (inner && doubled == 1 && !stretched) return false;
  if (broken && (parted + 1 < length || length < 3)) return false;
  if (!word.bounded) return true;
  if (word.letters && !written) return false;  // a number, or a row of symbols
  const auto joined = [](const stream_letter& neighbour, const stream_letter& own) {
    return neighbour.kind == letter_kind::spaced ||
           (neighbour.kind == letter_kind::digit && own.kind == letter_kind::digit);
  };
  if (first > 0 && !text[first].before.any && joined(text[first - 1], text[first])) return false;
  return last + 1 >= text.size() || text[last + 1].before.any || !joined(text[last + 1], text[last]);
}

screened_text word_filter::screen(std::string_view text) const {
  screened_text judged;
  judged.text = text;
  judged.matches = find(text);
  std::string masked;
  std::size_t done = 0;  // bytes of the original that are in `masked`
  for (const auto& [begin, end, word] : judged.matches) {
    switch (words_[word].action) {
      case word_action::block:
        judged.says = screened_text::verdict::blocked;
        break;
      case word_action::report:
        judged.flagged = true;
        judged.says = std::max(judged.says, screened_text::verdict::flagged);
        break;
      case word_action::mask:
        judged.says = std::max(judged.says, screened_text::verdict::masked);
        if (end <= done) break;
        if (begin > done) masked.append(text.substr(done, begin - done));
        for (auto at = std::max(begin, done); at < end;) {
          if (!next_code_point(text, at)) ++at;
          masked.append("＊");
        }
        done = end;
        break;
    }
  }
  if (done > 0) judged.text = masked.append(text.substr(done));
  return judged;
}

}  // namespace webchats::chat
