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

TEST(letters, tell_what_was_missed_in_each_language) {
  const std::vector<chat::missed_line> lines{
      {.author = "王小明", .room = "ops", .text = "@Ann look", .link = "https://chat.example/rooms/7?at=41"},
      {.author = "Cy", .room = "", .text = "", .files = 2, .link = "https://chat.example/rooms/8?at=1"}};
  for (const auto spoken : {chat::language::english, chat::language::simplified, chat::language::traditional}) {
    const auto language = chat::tag_of(spoken);
    const auto made = letters().missed({.language = spoken,
                                        .server = "茶 & 馆",
                                        .person = "Ann",
                                        .lines = lines,
                                        .more = 3,
                                        .settings = "https://chat.example/me"});
    EXPECT_TRUE(made.subject.contains("茶 & 馆")) << language;
    for (const auto* part : {"Ann", "茶 & 馆", "王小明", "ops", "@Ann look", "https://chat.example/rooms/7?at=41", "Cy",
                             "2", "https://chat.example/rooms/8?at=1", "3", "https://chat.example/me"}) {
      EXPECT_TRUE(made.text.contains(part)) << language << part;
    }
    for (const auto* link : {"<a href=\"https://chat.example/rooms/7?at=41\">@Ann look</a>",
                             "<a href=\"https://chat.example/me\">", "茶 &amp; 馆"}) {
      EXPECT_TRUE(made.html.contains(link)) << language << link;
    }
    EXPECT_FALSE((made.text + made.html).contains('{')) << language;
  }
}

TEST(letters, what_was_missed_is_text_and_nothing_else) {
  const std::vector<chat::missed_line> lines{{.author = "<b>{0}",
                                              .room = "<i>{1}",
                                              .text = "<img src=\"x\">{}",
                                              .link = "https://chat.example/rooms/7?at=41"}};
  const auto made = letters().missed({.language = chat::language::english,
                                      .server = "<s>",
                                      .person = "<u>",
                                      .lines = lines,
                                      .settings = "https://chat.example/me"});
  for (const auto* markup : {"<b>", "<i>", "<img", "<s>", "<u>"}) EXPECT_FALSE(made.html.contains(markup)) << markup;
  EXPECT_TRUE(made.text.contains("<b>{0}") && made.text.contains("<i>{1}") && made.text.contains("<img src=\"x\">{}"));
  EXPECT_FALSE(made.text.contains("more"));
}

TEST(letters, names_are_text_and_nothing_else) {
  const auto made = letters().new_password(facts(chat::language::english, "<img src=\"x\"> {0} {} &amp;"));
  EXPECT_TRUE(made.text.contains("<img src=\"x\"> {0} {} &amp;"));
  EXPECT_TRUE(made.html.contains("&lt;img src=&quot;x&quot;&gt; {0} {} &amp;amp;"));
}

}  // namespace
}  // namespace webchats::api::mails
