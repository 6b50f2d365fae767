#include "chat/search_text.hpp"

#include <gtest/gtest.h>

namespace webchats::chat {

namespace {

std::string indexed(std::string_view text) {
  std::string out;
  append_terms(out, text);
  return out;
}

TEST(search_text, takes_every_chinese_character_and_every_word_for_a_term) {
  EXPECT_EQ(indexed("Hello 世界，开会@3点!"), " hello 世 界 开 会 §at 3 点");
  EXPECT_EQ(indexed("用iPhone15手机"), " 用 iphone15 手 机");
  EXPECT_EQ(indexed("don't C++ foo_bar 2026-01-31"), " don t c foo bar 2026 01 31");
}

TEST(search_text, takes_kana_hangul_thai_and_emoji_for_terms_too) {
  EXPECT_EQ(indexed("カラオケ"), " カ ラ オ ケ");
  EXPECT_EQ(indexed("한국어"), " 한 국 어");
  EXPECT_EQ(indexed("ไทย"), " ไ ท ย");
  EXPECT_EQ(indexed("ok🎉👍🏽"), " ok 🎉 👍");
}

TEST(search_text, folds_width_case_and_accents) {
  EXPECT_EQ(indexed("ＡＢＣ１２３　ｄｅｆ"), " abc123 def");
  EXPECT_EQ(indexed("CAFÉ cafe\u0301 Straße ﬁn"), " cafe cafe strasse fin");
  EXPECT_EQ(indexed("ПРИВЕТ Ёж"), " привет еж");
  EXPECT_EQ(indexed("①②㈱"), " 12 株");
}

TEST(search_text, folds_traditional_to_simplified_chinese) {
  EXPECT_EQ(indexed("臺灣發財裏面後面"), indexed("台湾发财里面后面"));
  EXPECT_EQ(indexed("苧"), indexed("苎"));
}

TEST(search_text, reads_half_width_and_decomposed_kana_as_one_character) {
  EXPECT_EQ(indexed("ｶﾞﾊﾟﾋﾞｳﾞ"), " ガ パ ビ ヴ");
  EXPECT_EQ(indexed("か\u3099は\u309A"), " が ぱ");
  EXPECT_EQ(indexed("あ\u3099"), " あ \u3099");
}

TEST(search_text, ignores_what_is_not_seen) { EXPECT_EQ(indexed("foo\u200Bbar \uFEFF世\u200D界"), " foobar 世 界"); }

TEST(search_text, never_makes_a_term_of_its_own_from_text) { EXPECT_EQ(indexed("§at §r1 \"x\" OR*"), " at r1 x or"); }

TEST(search_text, says_which_bytes_a_term_stands_for) {
  const std::string text = "好 CAFÉ㈱，臺";
  const auto terms = terms_of(text, 10);
  ASSERT_EQ(terms.size(), 4U);
  EXPECT_EQ(text.substr(terms[0].from, terms[0].to - terms[0].from), "好");
  EXPECT_EQ(text.substr(terms[1].from, terms[1].to - terms[1].from), "CAFÉ");
  EXPECT_EQ(text.substr(terms[2].from, terms[2].to - terms[2].from), "㈱");
  EXPECT_EQ(text.substr(terms[3].from, terms[3].to - terms[3].from), "臺");
  EXPECT_EQ(terms[3].folded, "台");
}

TEST(search_text, is_bounded) {
  EXPECT_EQ(terms_of("一二三四五", 3).size(), 3U);
  EXPECT_TRUE(terms_of("一", 0).empty());
  const std::string endless(10'000, 'x');
  const auto terms = terms_of(endless + " y", 10);
  ASSERT_EQ(terms.size(), 2U);
  EXPECT_EQ(terms[0].folded.size(), longest_term);
  EXPECT_EQ(terms[0].to, endless.size());
  EXPECT_EQ(terms[1].folded, "y");
}

TEST(search_text, ends_at_bytes_that_are_no_utf8) {
  EXPECT_EQ(indexed("好\xFF坏"), " 好");
  EXPECT_EQ(indexed("\xE5\xA5"), "");
}

TEST(search_text, finds_links) {
  EXPECT_TRUE(has_link("see HTTPS://example.org"));
  EXPECT_TRUE(has_link("http:// or www.example.org"));
  EXPECT_FALSE(has_link("http:// is a scheme"));
  EXPECT_FALSE(has_link("https://"));
  EXPECT_FALSE(has_link("没有链接"));
}

TEST(search_text, compares_names_without_what_stands_between) {
  EXPECT_EQ(folded_name("Zhang  San（張三）"), "zhangsan张三");
  EXPECT_TRUE(is_word("abc"));
  EXPECT_FALSE(is_word("张"));
  EXPECT_FALSE(is_word(""));
}

}  // namespace

}  // namespace webchats::chat
