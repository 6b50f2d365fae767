#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>
#include <boost/unordered/unordered_flat_map.hpp>

namespace webchats::chat {

/// Finds all of many words in one pass over the letters of a text (Aho, Corasick: Efficient String Matching, 1975).
/// Immutable after `build`.
class word_automaton {
 public:
  using state = std::uint32_t;

  /// Adds a word, which is not empty; it is reported as `number`. Before `build`.
  void add(std::u32string_view word, std::uint32_t number);
  void build();

  [[nodiscard]] bool empty() const noexcept { return nodes_.size() <= 1; }

  /// Where the next letter leads to; start with 0.
  [[nodiscard]] state next(state from, char32_t value) const noexcept {
    const auto symbol = symbol_of(value);
    if (symbol == 0) return 0;
    while (true) {
      if (const auto to = child(from, symbol); to != 0) return to;
      if (from == 0) return 0;
      from = nodes_[from].fallback;
    }
  }

  /// Calls `visit(number)` for every word that ends where this state was reached.
  template <class Visit>
  void each_word(state reached, Visit visit) const {
    for (auto at = nodes_[reached].ends ? reached : nodes_[reached].shorter; at != 0; at = nodes_[at].shorter) {
      for (const auto number : std::span(numbers_).subspan(nodes_[at].words, nodes_[at].ends)) visit(number);
    }
  }

 private:
  struct node {
    std::uint32_t children = 0;  ///< place of the first one in `edges_`, or of the row in `rows_`
    std::uint32_t count = 0;     ///< of the children
    state fallback = 0;          ///< the longest other word's beginning that ends here
    state shorter = 0;           ///< the next shorter word that ends here
    std::uint32_t words = 0;     ///< place of the first one in `numbers_`
    std::uint16_t ends = 0;      ///< words that end here
    bool dense = false;          ///< `children` is a row with a place for every symbol
  };
  struct edge {
    std::uint32_t symbol;
    state to;
  };

  [[nodiscard]] std::uint32_t symbol_of(char32_t value) const noexcept {
    if (value < 128) return ascii_[value];
    const auto found = symbols_.find(value);
    return found == symbols_.end() ? 0 : found->second;
  }
  [[nodiscard]] state child(state from, std::uint32_t symbol) const noexcept;

  boost::unordered_flat_map<char32_t, std::uint32_t> symbols_;  ///< letters of the words, from 1
  std::uint32_t ascii_[128]{};
  std::vector<node> nodes_{1};
  std::vector<edge> edges_;
  std::vector<state> rows_;
  std::vector<std::uint32_t> numbers_;

  boost::unordered_flat_map<std::uint64_t, state> growing_;  ///< the trie before `build`
  std::vector<std::pair<state, std::uint32_t>> added_;
};

}  // namespace webchats::chat
