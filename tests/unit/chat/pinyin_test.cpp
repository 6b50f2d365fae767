#include "chat/pinyin.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace webchats::chat {

namespace {

TEST(pinyin, reads_names) {
  EXPECT_EQ(pinyin_of("张三"), "zhang san");
  EXPECT_EQ(pinyin_of("張三"), "zhang san");
  EXPECT_EQ(pinyin_of("吕布"), "lv bu");
  EXPECT_EQ(pinyin_of("Ann 王"), "ann wang");
  EXPECT_EQ(pinyin_of("重庆群"), "chong qing qun");
}

TEST(pinyin, knows_surnames_with_a_reading_of_their_own) {
  const std::pair<const char*, const char*> known[] = {{"单雄信", "shan xiong xin"},
                                                       {"曾国藩", "zeng guo fan"},
                                                       {"仇英", "qiu ying"},
                                                       {"区家麟", "ou jia lin"},
                                                       {"查良镛", "zha liang yong"},
                                                       {"解缙", "xie jin"},
                                                       {"尉迟恭", "yu chi gong"},
                                                       {"长孙无忌", "zhang sun wu ji"},
                                                       {"朴槿惠", "piao jin hui"},
                                                       {"盖聂", "ge nie"},
                                                       {"缪斯", "miao si"},
                                                       {"華羅庚", "hua luo geng"},
                                                       {"翟天临", "zhai tian lin"},
                                                       {"万俟卨", "mo qi xie"},
                                                       {"乐毅", "yue yi"}};
  for (const auto& [name, pinyin] : known) EXPECT_EQ(pinyin_of(name), pinyin) << name;
}

TEST(pinyin, of_a_surname_counts_only_at_the_beginning) { EXPECT_EQ(pinyin_of("简单"), "jian dan"); }

TEST(pinyin, finds_names_by_what_is_quick_to_type) {
  for (const auto* typed : {"张", "张三", "zhang", "zhangs", "zhangsan", "zs", "Z S", "zhs", "zsan", "张san", "張"}) {
    EXPECT_GE(match("张三", typed), name_match::start) << typed;
  }
  EXPECT_EQ(match("张三", "san"), name_match::inside);
  EXPECT_EQ(match("张三", "三"), name_match::inside);
  EXPECT_EQ(match("王小明", "xm"), name_match::inside);
  for (const auto* typed : {"", "  ", "li", "hang", "zss", "zhangsang", "四", "an"}) {
    EXPECT_EQ(match("张三", typed), name_match::none) << typed;
  }
}

TEST(pinyin, ranks_a_whole_name_above_its_beginning) {
  EXPECT_EQ(match("张三", "zhangsan"), name_match::whole);
  EXPECT_EQ(match("张三", "張三"), name_match::whole);
  EXPECT_EQ(match("张三丰", "zhangsan"), name_match::start);
}

TEST(pinyin, takes_u_or_v_for_the_umlaut) {
  for (const auto* typed : {"lv", "lu", "lü", "lvbu", "lubu"})
    EXPECT_NE(match("吕布", typed), name_match::none) << typed;
}

TEST(pinyin, finds_latin_names_by_words_and_initials) {
  EXPECT_EQ(match("John Smith", "john smith"), name_match::whole);
  EXPECT_EQ(match("John Smith", "js"), name_match::start);
  EXPECT_EQ(match("John Smith", "smi"), name_match::inside);
  EXPECT_EQ(match("聊天室1", "lts1"), name_match::start);
}

TEST(pinyin, makes_keys_from_every_beginning) {
  using enum key_kind;
  EXPECT_EQ(keys_of("张三丰"), (std::vector<name_key>{{"f", inside},
                                                      {"feng", inside},
                                                      {"sanfeng", inside},
                                                      {"sf", inside},
                                                      {"zhangsanfeng", pinyin},
                                                      {"zsf", initials},
                                                      {"三丰", inside},
                                                      {"丰", inside},
                                                      {"张三丰", characters}}));
  EXPECT_EQ(keys_of("Zoe"), (std::vector<name_key>{{"z", initials}, {"zoe", characters}}));
  const auto keys = keys_of("吕布");
  EXPECT_EQ(std::ranges::count(keys, name_key{"lvbu", pinyin}), 1);
  EXPECT_EQ(std::ranges::count(keys, name_key{"lubu", pinyin}), 1) << "ü is typed as v or u";
}

TEST(pinyin, is_bounded) {
  std::string endless;
  for (int i = 0; i < 10'000; ++i) endless += "张";
  const auto keys = keys_of(endless);
  EXPECT_LE(keys.size(), 32U);
  for (const auto& each : keys) EXPECT_LE(each.text.size(), 63U);
  EXPECT_EQ(typed_key(endless).size(), 63U) << "cut between characters";
  EXPECT_NE(match(endless, endless), name_match::none);
}

}  // namespace

}  // namespace webchats::chat
