#include "chat/emoji.hpp"

#include <gtest/gtest.h>

namespace webchats::chat {
namespace {

TEST(emoji, is_a_picture_or_several_drawn_as_one) {
  for (const auto* text : {"👍", "❤️", "👍🏽", "👨‍👩‍👧‍👦", "🇨🇳", "1️⃣", "#️⃣", "✅", "⬆️", "㊗️",
                           "🏴󠁧󠁢󠁥󠁮󠁧󠁿"}) {
    EXPECT_FALSE(check_emoji(text)) << text;
  }
}

TEST(emoji, is_no_text) {
  for (const auto* text :
       {"a", "12", "1", "好", "👍a", "👍👍👍", "👍🎉", "🇨🇳🇨🇳", " ", "<b>", "\n", "é", "\u200d", "\ufe0f"}) {
    EXPECT_TRUE(check_emoji(text)) << text;
  }
}

TEST(emoji, is_bounded_and_valid) {
  EXPECT_EQ(check_emoji("")->rule, rule::required);
  EXPECT_EQ(check_emoji("👍👍👍👍👍👍👍👍👍")->rule, rule::too_long);
  EXPECT_EQ(check_emoji("\xF0\x9F")->rule, rule::encoding);
}

}  // namespace
}  // namespace webchats::chat
