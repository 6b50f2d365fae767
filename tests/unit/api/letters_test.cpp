#include "api/mails/letters.hpp"

#include <gtest/gtest.h>

namespace webchats::api::mails {
namespace {

chat::new_password_facts facts(std::string_view language, std::string_view person = "Ann") {
  return {.language = language,
          .server = "茶 & 馆",
          .person = person,
          .link = "https://chat.example/reset#ABCD-EFGH",
          .code = "ABCD-EFGH"};
}

TEST(letters, say_everything_in_each_language) {
  for (const auto* language : {"en", "zh-CN", "zh-TW"}) {
    const auto made = letters().new_password(facts(language));
    EXPECT_TRUE(made.subject.contains("茶 & 馆")) << language;
    for (const auto* part : {"Ann", "茶 & 馆", "https://chat.example/reset#ABCD-EFGH", " ABCD-EFGH"}) {
      EXPECT_TRUE(made.text.contains(part)) << language << part;
    }
    EXPECT_TRUE(made.html.contains("<a href=\"https://chat.example/reset#ABCD-EFGH\">")) << language;
    EXPECT_TRUE(made.html.contains("茶 &amp; 馆")) << language;
    EXPECT_FALSE((made.text + made.html).contains('{')) << language;
    EXPECT_TRUE(letters().trial(language, "webchats").subject.contains("webchats")) << language;
  }
  EXPECT_EQ(letters().new_password(facts("fr")).subject, letters().new_password(facts("en")).subject);
}

TEST(letters, names_are_text_and_nothing_else) {
  const auto made = letters().new_password(facts("en", "<img src=\"x\"> {0} {} &amp;"));
  EXPECT_TRUE(made.text.contains("<img src=\"x\"> {0} {} &amp;"));
  EXPECT_TRUE(made.html.contains("&lt;img src=&quot;x&quot;&gt; {0} {} &amp;amp;"));
}

TEST(letters, are_in_the_language_that_a_browser_asks_for_first) {
  EXPECT_EQ(letter_language_of("zh-TW,zh;q=0.9,en;q=0.8"), "zh-TW");
  EXPECT_EQ(letter_language_of("zh-CN,zh;q=0.9"), "zh-CN");
  EXPECT_EQ(letter_language_of("zh"), "zh-CN");
  EXPECT_EQ(letter_language_of("de,en;q=0.5"), "en");
  EXPECT_EQ(letter_language_of(""), "en");
}

}  // namespace
}  // namespace webchats::api::mails
