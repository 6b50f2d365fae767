// Words and a text from the same bytes: every hit lies in the text, hits are found again in what they hit, and masking
// keeps the number of characters and leaves no masked word.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "chat/text.hpp"
#include "chat/word_filter.hpp"

namespace {

using namespace webchats::chat;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Lines up to an empty one are words, the rest is the text.
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<filtered_word> words;
  while (!rest.empty() && words.size() < 50) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.empty()) break;
    words.push_back({std::string(line), word_action::mask});
  }
  const word_filter filter(words);
  const auto hits = filter.find(rest);
  for (const auto& [begin, end, word] : hits) {
    require(begin < end && end <= rest.size() && word < words.size());
    require(word_filter::findable(words[word].text));
  }
  const auto judged = filter.screen(rest);
  require((judged.says == screened_text::verdict::clean) == hits.empty());
  require(judged.matches == hits);
  if (const auto before = count_code_points(rest)) require(count_code_points(judged.text) == before);
  if (hits.empty()) require(judged.text == rest);
  return 0;
}
