#include "chat/search_highlight.hpp"

#include <algorithm>
#include <span>

#include "chat/search_text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t most_terms = 8'000;

bool begins_with(std::span<const term> terms, const search_phrase& phrase) {
  const auto length = phrase.terms.size();
  if (terms.size() < length) return false;
  for (std::size_t i = 0; i < length; ++i) {
    const bool open = i + 1 == length && phrase.last == ending::prefix;
    if (open ? !terms[i].folded.starts_with(phrase.terms[i]) : terms[i].folded != phrase.terms[i]) return false;
  }
  return true;
}

}  // namespace

std::vector<text_range> highlights_of(std::string_view text, const search_query& query, std::size_t most) {
  std::vector<text_range> found;
  if (query.wanted.empty()) return found;
  const auto terms = terms_of(text, most_terms);
  for (std::size_t at = 0; at < terms.size(); ++at) {
    const auto rest = std::span(terms).subspan(at);
    for (const auto& phrase : query.wanted) {
      if (!begins_with(rest, phrase)) continue;
      const text_range here{rest.front().from, rest[phrase.terms.size() - 1].to};
      if (!found.empty() && here.from <= found.back().to) {
        found.back().to = std::max(found.back().to, here.to);
      } else if (found.size() < most) {
        found.push_back(here);
      } else {
        return found;
      }
    }
  }
  return found;
}

}  // namespace webchats::chat
