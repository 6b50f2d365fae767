#include "chat/word_filter.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace webchats::chat {
namespace {

/// The hits of one list in a text, as the text has them.
std::vector<std::string> hits(const word_filter& filter, std::string_view text) {
  std::vector<std::string> found;
  for (const auto& one : filter.find(text)) found.emplace_back(text.substr(one.begin, one.end - one.begin));
  return found;
}

struct example {
  const char* text;
  const char* hit;  ///< the only hit, or nothing for none
};

class word_filter_table : public testing::TestWithParam<example> {
 protected:
  static const word_filter& filter() {
    static const word_filter one({{"敏感词"},
                                  {"干你"},
                                  {"妈的"},
                                  {"法輪"},
                                  {"加V信"},
                                  {"カジノ"},
                                  {"도박"},
                                  {"fuck"},
                                  {"shit"},
                                  {"ass"},
                                  {"cunt"},
                                  {"hell"},
                                  {"god"},
                                  {"blin"},
                                  {"сука"},
                                  {"4chan"},
                                  {"114514"},
                                  {"casino royale"}});
    return one;
  }
};

TEST_P(word_filter_table, finds_exactly_what_hides_there) {
  const auto& [text, hit] = GetParam();
  const std::vector<std::string> expected = hit == nullptr ? std::vector<std::string>{} : std::vector<std::string>{hit};
  EXPECT_EQ(hits(filter(), text), expected) << text;
}

INSTANTIATE_TEST_SUITE_P(
    han, word_filter_table,
    testing::Values(example{"敏感词", "敏感词"}, example{"这是敏感词吗", "敏感词"}, example{"敏*感*词", "敏*感*词"},
                    example{"敏 感 词", "敏 感 词"}, example{"敏　感　词", "敏　感　词"},
                    example{"敏-感_词", "敏-感_词"}, example{"敏\u200B感\u200D词", "敏\u200B感\u200D词"},
                    example{"敏\uFEFF感词", "敏\uFEFF感词"}, example{"敏感詞", "敏感詞"},
                    example{"敏感感感词", "敏感感感词"}, example{"敏敏感感词", "敏敏感感词"},
                    example{"敏。感。词", "敏。感。词"}, example{"敏@感@词", "敏@感@词"},
                    example{"敏🐱感🐱词", "敏🐱感🐱词"}, example{"敏\n感\n词", "敏\n感\n词"},
                    example{"敏(感)词", "敏(感)词"}, example{"敏a感词", nullptr}, example{"敏感。词语", nullptr},
                    example{"敏感的词", nullptr}, example{"感敏词", nullptr}, example{"别干。你好", nullptr},
                    example{"别干，你好", nullptr}, example{"干 你", "干 你"}, example{"他妈的", "妈的"},
                    example{"法轮", "法轮"}, example{"法輪", "法輪"}, example{"加v信", "加v信"},
                    example{"加Ｖ信", "加Ｖ信"}, example{"加 V 信", "加 V 信"}, example{"请加V信聊", "加V信"},
                    example{"カジノ", "カジノ"}, example{"ｶｼﾞﾉ", nullptr}, example{"オンラインカジノへ", "カジノ"},
                    example{"도박을", "도박"}));

INSTANTIATE_TEST_SUITE_P(
    latin, word_filter_table,
    testing::Values(
        example{"fuck", "fuck"}, example{"Fuck!", "Fuck"}, example{"FUCK you", "FUCK"}, example{"ｆｕｃｋ", "ｆｕｃｋ"},
        example{"𝕗𝕦𝕔𝕜", "𝕗𝕦𝕔𝕜"}, example{"fück", "fück"}, example{"fu\u0308ck", "fu\u0308ck"},
        example{"f.u.c.k", "f.u.c.k"}, example{"f u c k", "f u c k"}, example{"f*u*c*k", "f*u*c*k"},
        example{"fu-ck", "fu-ck"}, example{"f\u200Bu\u200Bck", "f\u200Bu\u200Bck"}, example{"fuuuuck", "fuuuuck"},
        example{"ffuucckk", "ffuucckk"}, example{"你fuck我", "fuck"}, example{"fuck123", "fuck"},
        example{"sh1t", "sh1t"}, example{"5h!t", "5h!t"}, example{"$hit", "$hit"}, example{"@ss", "@ss"},
        example{"a55", "a55"}, example{"he11", "he11"}, example{"he|l", "he|l"}, example{"b1in", "b1in"},
        example{"bl1n", "bl1n"}, example{"b11n", nullptr}, example{"a s s", "a s s"}, example{"Scunthorpe", nullptr},
        example{"class", nullptr}, example{"assassin", nullptr}, example{"cl4ss", nullptr}, example{"cla55", nullptr},
        example{"shell", nullptr}, example{"hello", nullptr}, example{"455", nullptr}, example{"@$$", nullptr},
        example{"as", nullptr}, example{"as standard", nullptr}, example{"as s", nullptr}, example{"this hit", nullptr},
        example{"good", nullptr}, example{"gooood", "gooood"}, example{"heil", nullptr}, example{"СУКА", "СУКА"},
        example{"барсука", nullptr}, example{"4chan", "4chan"}, example{"achan", nullptr}, example{"114514", "114514"},
        example{"１１４５１４", "１１４５１４"}, example{"21145140", nullptr}, example{"114 514", nullptr},
        example{"casinoroyale", "casinoroyale"}, example{"Casino-Royale", "Casino-Royale"}));

TEST(word_filter, finds_words_that_overlap) {
  const word_filter filter({{"敏感"}, {"感词"}, {"敏感词"}});
  EXPECT_EQ(hits(filter, "敏感词"), (std::vector<std::string>{"敏感", "敏感词", "感词"}));
}

TEST(word_filter, finds_short_words_at_the_end_of_longer_ones_that_did_not_come_true) {
  const word_filter filter({{"甲乙丙丁"}, {"乙丙"}, {"丙"}});
  EXPECT_EQ(hits(filter, "甲乙丙戊"), (std::vector<std::string>{"乙丙", "丙"}));
}

TEST(word_filter, masks_every_character_of_a_hit_and_nothing_else) {
  const word_filter filter({{"敏感词", word_action::mask}, {"shit", word_action::mask}});
  EXPECT_EQ(filter.screen("这是敏*感*词，sh1t！好").text, "这是＊＊＊＊＊，＊＊＊＊！好");
  EXPECT_EQ(filter.screen("没有").text, "没有");
}

TEST(word_filter, masks_the_union_of_overlapping_hits) {
  const word_filter filter({{"甲乙", word_action::mask}, {"乙丙", word_action::mask}});
  EXPECT_EQ(filter.screen("甲乙丙丁").text, "＊＊＊丁");
}

TEST(word_filter, the_strictest_action_decides) {
  const word_filter filter({{"坏", word_action::report}, {"糟", word_action::mask}, {"恶", word_action::block}});
  using enum screened_text::verdict;
  EXPECT_EQ(filter.screen("好").says, clean);
  EXPECT_EQ(filter.screen("坏").says, flagged);
  EXPECT_EQ(filter.screen("坏").text, "坏");
  EXPECT_EQ(filter.screen("坏糟").says, masked);
  EXPECT_TRUE(filter.screen("坏糟").flagged);
  EXPECT_EQ(filter.screen("恶糟坏").says, blocked);
}

TEST(word_filter, is_harmless_with_bytes_that_are_not_utf8) {
  const word_filter filter({{"敏感词"}});
  EXPECT_TRUE(hits(filter, "敏感\xFF\xFE").empty());
  EXPECT_EQ(hits(filter, "\xE6敏感词").size(), 1U);
}

TEST(word_filter, words_of_nothing_but_separators_or_far_too_long_are_never_found) {
  EXPECT_FALSE(word_filter::findable("***"));
  EXPECT_FALSE(word_filter::findable(""));
  EXPECT_FALSE(word_filter::findable(std::string(65, 'a')));
  EXPECT_TRUE(word_filter::findable("a*"));
  const word_filter filter({{"***"}, {""}, {std::string(300, 'x')}});
  EXPECT_TRUE(hits(filter, "*** " + std::string(300, 'x')).empty());
}

/// Looks for folded words one by one, without an automaton.
TEST(word_automaton, agrees_with_a_search_word_by_word) {
  const std::u32string letters = U"abc";
  std::uint32_t state = 1;
  const auto random = [&](std::uint32_t below) {
    state = state * 1'664'525 + 1'013'904'223;
    return (state >> 8U) % below;
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<std::u32string> words(1 + random(8));
    word_automaton automaton;
    for (std::uint32_t at = 0; at < words.size(); ++at) {
      for (auto left = 1 + random(4); left > 0; --left) words[at].push_back(letters[random(3)]);
      automaton.add(words[at], at);
    }
    automaton.build();
    std::u32string text;
    for (int left = 0; left < 30; ++left) text.push_back(letters[random(3)]);

    std::vector<std::pair<std::size_t, std::uint32_t>> found;
    std::vector<std::pair<std::size_t, std::uint32_t>> expected;
    word_automaton::state at = 0;
    for (std::size_t end = 1; end <= text.size(); ++end) {
      at = automaton.next(at, text[end - 1]);
      automaton.each_word(at, [&](std::uint32_t number) { found.emplace_back(end, number); });
      for (std::uint32_t number = 0; number < words.size(); ++number) {
        if (std::u32string_view(text).substr(0, end).ends_with(words[number])) expected.emplace_back(end, number);
      }
    }
    std::ranges::sort(found);
    ASSERT_EQ(found, expected);
  }
}

}  // namespace
}  // namespace webchats::chat
