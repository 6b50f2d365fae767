#include "api/mails/letters.hpp"

#include <gtest/gtest.h>

namespace webchats::api::mails {
namespace {

chat::new_password_facts facts(chat::language language, std::string_view person = "Ann") {
  return {.language = language,
          .server = "茶 & 馆",
          .person = person,
          .link = "https://chat.example/reset#ABCD-EFGH",
          .code = "ABCD-EFGH"};
}

TEST(letters, say_everything_in_each_language) {
  for (const auto spoken : {chat::language::english, chat::language::simplified, chat::language::traditional}) {
    const auto language = chat::tag_of(spoken);
    const auto made = letters().new_password(facts(spoken));
    EXPECT_TRUE(made.html.contains("<html lang=\"" + std::string(language) + "\">"));
    EXPECT_TRUE(made.subject.contains("茶 & 馆")) << language;
    for (const auto* part : {"Ann", "茶 & 馆", "https://chat.example/reset#ABCD-EFGH", " ABCD-EFGH"}) {
      EXPECT_TRUE(made.text.contains(part)) << language << part;
    }
    EXPECT_TRUE(made.html.contains("<a href=\"https://chat.example/reset#ABCD-EFGH\">")) << language;
    EXPECT_TRUE(made.html.contains("茶 &amp; 馆")) << language;
    EXPECT_FALSE((made.text + made.html).contains('{')) << language;
    EXPECT_TRUE(letters().trial(spoken, "webchats").subject.contains("webchats")) << language;
  }
}

TEST(letters, names_are_text_and_nothing_else) {
  const auto made = letters().new_password(facts(chat::language::english, "<img src=\"x\"> {0} {} &amp;"));
  EXPECT_TRUE(made.text.contains("<img src=\"x\"> {0} {} &amp;"));
  EXPECT_TRUE(made.html.contains("&lt;img src=&quot;x&quot;&gt; {0} {} &amp;amp;"));
}

}  // namespace
}  // namespace webchats::api::mails
