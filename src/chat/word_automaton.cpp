#include "chat/word_automaton.hpp"

#include <algorithm>
#include <utility>

namespace webchats::chat {

namespace {

/// Nodes with more children than this get a row, if there are few letters: a look-up instead of a search.
constexpr std::uint32_t many_children = 3;
constexpr std::size_t few_letters = 64;

}  // namespace

void word_automaton::add(std::u32string_view word, std::uint32_t number) {
  state at = 0;
  for (const auto value : word) {
    const auto symbol = symbols_.try_emplace(value, static_cast<std::uint32_t>(symbols_.size() + 1)).first->second;
    if (value < 128) ascii_[value] = symbol;
    const auto key = (std::uint64_t{at} << 32U) | symbol;
    const auto [found, fresh] = growing_.try_emplace(key, static_cast<state>(nodes_.size()));
    at = found->second;
    if (fresh) nodes_.emplace_back();
  }
  added_.emplace_back(at, number);
}

void word_automaton::build() {
  struct link {
    state from;
    std::uint32_t symbol;
    state to;
  };
  std::vector<link> links;
  links.reserve(growing_.size());
  for (const auto& [key, to] : growing_)
    links.push_back({static_cast<state>(key >> 32U), static_cast<std::uint32_t>(key), to});
  growing_ = {};
  std::ranges::sort(links, {}, [](const link& one) { return std::pair(one.from, one.symbol); });
  const auto width = symbols_.size() + 1;
  for (std::size_t begin = 0; begin < links.size();) {
    auto end = begin;
    while (end < links.size() && links[end].from == links[begin].from) ++end;
    auto& parent = nodes_[links[begin].from];
    parent.count = static_cast<std::uint32_t>(end - begin);
    parent.dense = links[begin].from == 0 || (parent.count > many_children && width <= few_letters);
    parent.children = static_cast<std::uint32_t>(parent.dense ? rows_.size() : edges_.size());
    if (parent.dense) rows_.resize(rows_.size() + width);
    for (; begin < end; ++begin) {
      if (parent.dense) {
        rows_[parent.children + links[begin].symbol] = links[begin].to;
      } else {
        edges_.push_back({links[begin].symbol, links[begin].to});
      }
    }
  }

  std::ranges::sort(added_);
  for (const auto& [at, number] : added_) {
    if (nodes_[at].ends++ == 0) nodes_[at].words = static_cast<std::uint32_t>(numbers_.size());
    numbers_.push_back(number);
  }
  added_ = {};

  // Breadth first: a node's fallback is less deep than the node. Links are sorted by parent, not by depth.
  std::vector<std::vector<link>> of(nodes_.size());
  for (const auto& one : links) of[one.from].push_back(one);
  std::vector<state> level{0};
  for (std::size_t at = 0; at < level.size(); ++at) {
    for (const auto& [from, symbol, to] : of[level[at]]) {
      level.push_back(to);
      if (from == 0) continue;
      auto fallback = nodes_[from].fallback;
      auto found = child(fallback, symbol);
      while (found == 0 && fallback != 0) {
        fallback = nodes_[fallback].fallback;
        found = child(fallback, symbol);
      }
      nodes_[to].fallback = found;
      nodes_[to].shorter = nodes_[found].ends != 0 ? found : nodes_[found].shorter;
    }
  }
}

word_automaton::state word_automaton::child(state from, std::uint32_t symbol) const noexcept {
  const auto& parent = nodes_[from];
  if (parent.dense) return rows_[parent.children + symbol];
  const auto begin = edges_.begin() + parent.children;
  const auto end = begin + parent.count;
  const auto found = parent.count <= 4 ? std::ranges::find(begin, end, symbol, &edge::symbol)
                                       : std::ranges::lower_bound(begin, end, symbol, {}, &edge::symbol);
  return found != end && found->symbol == symbol ? found->to : 0;
}

}  // namespace webchats::chat
