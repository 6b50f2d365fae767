#include "chat/mentions.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace webchats::chat {
namespace {

bool may_name(std::string_view text, const std::string& key) {
  const auto found = names_in(text);
  return std::ranges::any_of(found.people,
                             [&](const auto& each) { return std::ranges::find(each.keys, key) != each.keys.end(); });
}

TEST(mentions, need_no_space_before_them) {
  EXPECT_TRUE(may_name("好的@张三", "张三"));
  EXPECT_TRUE(may_name("@张三，你好", "张三"));
  EXPECT_TRUE(may_name("＠张三 你好", "张三"));
  EXPECT_TRUE(may_name("hello @Anna!", "anna"));
}

TEST(mentions, offer_the_longest_name_first) {
  const auto found = names_in("@张三丰你好");
  ASSERT_EQ(found.people.size(), 1);
  const auto& keys = found.people[0].keys;
  EXPECT_LT(std::ranges::find(keys, "张三丰"), std::ranges::find(keys, "张三"));
}

TEST(mentions, end_where_a_word_of_letters_ends) {
  EXPECT_FALSE(may_name("@Bobby", "bob"));
  EXPECT_FALSE(may_name("@Bob2", "bob"));
  EXPECT_FALSE(may_name("@Зоям", "Зоя"));
  EXPECT_FALSE(may_name("@José", "jos"));
  for (const auto* text : {"@Bob", "@Bob's", "@Bob, hi", "@Bob的书", "@Bob_", "@Bob\n"}) {
    EXPECT_TRUE(may_name(text, "bob")) << text;
  }
  EXPECT_TRUE(may_name("@张三2号", "张三"));
  EXPECT_TRUE(may_name("@张三Bob", "张三"));
}

TEST(mentions, keep_names_with_spaces_and_end_with_the_line) {
  EXPECT_TRUE(may_name("@Anna Lee: hi", "anna lee"));
  EXPECT_FALSE(may_name("@Anna\nLee", "anna\nlee"));
}

TEST(mentions, leave_addresses_alone) {
  EXPECT_TRUE(names_in("anna@example.com").people.empty());
  EXPECT_EQ(names_in("a@all").crowd, crowd::nobody);
}

TEST(mentions, know_the_crowds_in_both_languages) {
  EXPECT_EQ(names_in("@all").crowd, crowd::everybody);
  EXPECT_EQ(names_in("请看@所有人").crowd, crowd::everybody);
  EXPECT_EQ(names_in("@here now").crowd, crowd::here);
  EXPECT_EQ(names_in("@在线 的").crowd, crowd::here);
  EXPECT_EQ(names_in("@here and @ALL").crowd, crowd::everybody);
  EXPECT_EQ(names_in("@allan").crowd, crowd::nobody);
  EXPECT_EQ(names_in("@allé").crowd, crowd::nobody);
  EXPECT_EQ(names_in("@all的").crowd, crowd::everybody);
  EXPECT_TRUE(may_name("@allan", "allan"));
}

TEST(mentions, are_bounded) {
  std::string flood;
  for (int i = 0; i < 1'000; ++i) flood += "@x ";
  EXPECT_EQ(names_in(flood).people.size(), 10);
  EXPECT_TRUE(names_in("@" + std::string(1'000, 'x')).people.empty()) << "longer than a name";
  std::string longest;
  for (int i = 0; i < 1'000; ++i) longest += "白";
  EXPECT_EQ(names_in("@" + longest).people[0].keys.size(), 64);
}

TEST(mentions, stop_at_bytes_that_are_no_text_and_at_the_end) {
  EXPECT_TRUE(names_in("@\xFF").people.empty());
  EXPECT_TRUE(names_in("@").people.empty());
}

}  // namespace
}  // namespace webchats::chat
