#include "chat/search_highlight.hpp"

#include <gtest/gtest.h>

#include <string>

namespace webchats::chat {

namespace {

/// `text` with what is found in brackets.
std::string marked(std::string text, std::string_view query) {
  auto found = highlights_of(text, parse_query(query));
  for (auto each = found.rbegin(); each != found.rend(); ++each) {
    text.insert(each->to, "]");
    text.insert(each->from, "[");
  }
  return text;
}

TEST(search_highlight, marks_substrings_of_chinese_in_the_original_text) {
  EXPECT_EQ(marked("臺灣的天氣，台湾", "台湾"), "[臺灣]的天氣，[台湾]");
  EXPECT_EQ(marked("今天下午开会", "下午"), "今天[下午]开会");
}

TEST(search_highlight, marks_words_as_they_were_searched) {
  EXPECT_EQ(marked("Meeting MEET me", "meet"), "[Meeting] [MEET] me");
  EXPECT_EQ(marked("Meeting MEET me", "\"meet\""), "Meeting [MEET] me");
  EXPECT_EQ(marked("the red fox, red dog", "\"red fox\""), "the [red fox], red dog");
}

TEST(search_highlight, marks_every_phrase_and_joins_those_that_touch) {
  EXPECT_EQ(marked("哈哈哈哈", "哈哈"), "[哈哈哈哈]");
  EXPECT_EQ(marked("开会 资料 -", "开会 资料 -会"), "[开会] [资料] -");
}

TEST(search_highlight, marks_nothing_for_filters_alone) { EXPECT_EQ(marked("me 来自", "from:me"), "me 来自"); }

TEST(search_highlight, is_bounded) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "a b ";
  EXPECT_EQ(highlights_of(text, parse_query("\"a\""), 7).size(), 7U);
}

}  // namespace

}  // namespace webchats::chat
