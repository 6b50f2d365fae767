// What screening costs with a list of 10,000 words: Chinese and English texts without a hit, and one full of hits.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "chat/text.hpp"
#include "chat/word_filter.hpp"

namespace {

using namespace webchats::chat;

class random_letters {
 public:
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 1'664'525 + 1'013'904'223;
    return (state_ >> 8U) % bound;
  }
  std::string han(std::uint32_t length) {
    std::string text;
    while (length-- > 0) append_code_point(text, 0x4E00 + below(3'000));
    return text;
  }
  std::string latin(std::uint32_t length) {
    std::string text;
    while (length-- > 0) text.push_back(static_cast<char>('a' + below(26)));
    return text;
  }

 private:
  std::uint32_t state_ = 7;
};

const word_filter& filter() {
  static const word_filter one = [] {
    random_letters random;
    std::vector<filtered_word> words;
    for (int count = 0; count < 7'000; ++count) words.push_back({random.han(2 + random.below(4)), word_action::block});
    for (int count = 0; count < 3'000; ++count)
      words.push_back({random.latin(4 + random.below(6)), word_action::block});
    return word_filter(words);
  }();
  return one;
}

void screen(benchmark::State& state, const std::string& text) {
  for (auto _ : state) benchmark::DoNotOptimize(filter().screen(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void word_filter_han(benchmark::State& state) {
  random_letters random;
  std::string text;
  while (text.size() < 16'000) text += random.han(12) + "，";
  screen(state, text);
}
BENCHMARK(word_filter_han);

void word_filter_latin(benchmark::State& state) {
  random_letters random;
  std::string text;
  while (text.size() < 16'000) text += random.latin(1 + random.below(9)) + ' ';
  screen(state, text);
}
BENCHMARK(word_filter_latin);

void word_filter_hits(benchmark::State& state) {
  std::string text;
  for (std::size_t at = 0; text.size() < 16'000; at += 7) text += filter().words()[at % 10'000].text + ' ';
  screen(state, text);
}
BENCHMARK(word_filter_hits);

}  // namespace
