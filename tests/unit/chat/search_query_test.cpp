#include "chat/search_query.hpp"

#include <gtest/gtest.h>

namespace webchats::chat {

namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

instant day(int year, unsigned month, unsigned date) {
  return std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(date));
}

TEST(search_query, takes_parts_between_spaces_for_phrases) {
  const auto query = parse_query("张三　Meeting");
  ASSERT_EQ(query.wanted.size(), 2U);
  EXPECT_EQ(query.wanted[0], (search_phrase{{"张", "三"}, ending::whole}));
  EXPECT_EQ(query.wanted[1], (search_phrase{{"meeting"}, ending::prefix}));
}

TEST(search_query, takes_only_the_word_that_is_still_typed_for_a_beginning) {
  EXPECT_EQ(parse_query("me ").wanted.at(0).last, ending::whole);
  EXPECT_EQ(parse_query("me").wanted.at(0).last, ending::prefix);
  EXPECT_EQ(parse_query("m").wanted.at(0).last, ending::whole);
  EXPECT_EQ(parse_query("会").wanted.at(0).last, ending::whole);
  EXPECT_EQ(parse_query("\"me\"").wanted.at(0).last, ending::whole);
  EXPECT_EQ(parse_query("开会me").wanted.at(0), (search_phrase{{"开", "会", "me"}, ending::prefix}));
}

TEST(search_query, reads_quoted_phrases_and_exclusions) {
  const auto query = parse_query(R"("red  FOX" -dog -"lazy cat" “引号”)");
  EXPECT_EQ(query.wanted, (std::vector<search_phrase>{{{"red", "fox"}}, {{"引", "号"}}}));
  EXPECT_EQ(query.unwanted, (std::vector<search_phrase>{{{"dog"}}, {{"lazy", "cat"}}}));
}

TEST(search_query, reads_filters) {
  const auto query = parse_query("in:#7 in:\"big room\" from:me from:@Ann has:image has:link mentions:me x ");
  EXPECT_EQ(query.rooms, (std::vector<room_filter>{room_id{7}, std::string("big room")}));
  EXPECT_EQ(query.authors, (std::vector<author_filter>{myself{}, std::string("ann")}));
  EXPECT_EQ(query.marks, (std::vector{search_mark::image, search_mark::link}));
  EXPECT_TRUE(query.mentions_me);
  EXPECT_EQ(query.wanted, (std::vector<search_phrase>{{{"x"}}}));
}

TEST(search_query, reads_filters_in_chinese_with_either_colon) {
  const auto query = parse_query("来自：张三 在:聊天室1 包含：图片 包含:文件 之前：2026-02-01 之后:2026/1/5 提到：我");
  EXPECT_EQ(query.authors, (std::vector<author_filter>{std::string("张三")}));
  EXPECT_EQ(query.rooms, (std::vector<room_filter>{std::string("聊天室1")}));
  EXPECT_EQ(query.marks, (std::vector{search_mark::image, search_mark::file}));
  EXPECT_EQ(query.until, day(2026, 2, 1));
  EXPECT_EQ(query.since, day(2026, 1, 6));
  EXPECT_TRUE(query.mentions_me);
  EXPECT_TRUE(query.wanted.empty());
}

TEST(search_query, counts_days_where_the_typist_is) {
  EXPECT_EQ(parse_query("before:2026-01-31", 480min).until, day(2026, 1, 30) + 16h);
}

TEST(search_query, takes_what_is_no_filter_for_text) {
  for (const auto* text : {"has:money", "before:yesterday", "before:2026-02-30", "after:2026-1", "from:", "in:",
                           "in:!!", "mentions:you", "http://x.y", "12:30", "has:", "before:99999-01-01"}) {
    const auto query = parse_query(text);
    EXPECT_EQ(query.wanted.size(), 1U) << text;
    EXPECT_TRUE(query.rooms.empty() && query.authors.empty() && query.marks.empty() && !query.until && !query.since)
        << text;
  }
}

TEST(search_query, finds_nothing_in_signs_alone) {
  for (const auto* text : {"", "  ", "-", "\"", "\"\"", "- -", "！？", "\"\"\"", "*", "()", "\xFF"}) {
    EXPECT_TRUE(parse_query(text).empty()) << text;
  }
}

TEST(search_query, is_bounded) {
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += "from:u" + std::to_string(i) + " w" + std::to_string(i) + ' ';
  const auto query = parse_query(many, {}, {.bytes = 100'000, .terms = 5, .filters = 2});
  EXPECT_EQ(query.authors.size(), 2U);
  EXPECT_EQ(query.wanted.size(), 5U);
  EXPECT_LE(parse_query(std::string(1'000'000, 'x')).wanted.size(), 1U);
}

TEST(search_query, keeps_what_is_after_a_cut_character_out) {
  const auto query = parse_query("好好", {}, {.bytes = 4, .terms = 5, .filters = 2});
  EXPECT_EQ(query.wanted, (std::vector<search_phrase>{{{"好"}}}));
}

}  // namespace

}  // namespace webchats::chat
