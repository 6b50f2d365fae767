#include "store/search_match.hpp"

#include <gtest/gtest.h>

namespace webchats::store {

namespace {

std::string expression(std::string_view text, const message_match& found = {}, dialect which = dialect::sqlite) {
  const auto condition = condition_of(chat::parse_query(text), found);
  return condition.empty() ? "" : match_expression(which, condition);
}

TEST(search_match, wants_every_phrase) {
  EXPECT_EQ(expression("张三 \"red fox\" meet"), R"("张 三" AND "red fox" AND "meet" *)");
}

TEST(search_match, restricts_to_any_of_the_rooms_and_authors) {
  EXPECT_EQ(expression("好", {.rooms = {{1}, {2}}, .authors = {{7}}, .my_name = {}}),
            R"("好" AND "§u7" AND ("§r1" OR "§r2"))");
}

TEST(search_match, leaves_out_what_is_not_wanted) {
  EXPECT_EQ(expression("好 天 -坏 -\"a b\""), R"(("好" AND "天") NOT ("坏" OR "a b"))");
}

TEST(search_match, knows_what_messages_hold_and_whom_they_call) {
  EXPECT_EQ(expression("has:image has:link"), R"("§image" AND "§link")");
  EXPECT_EQ(expression("mentions:me", {.rooms = {}, .authors = {}, .my_name = "张三"}),
            R"(("§at 张 三" OR "§at all" OR "§at here" OR "§at 所 有 人" OR "§at 在 线"))");
}

TEST(search_match, is_empty_without_anything_that_is_wanted) { EXPECT_EQ(expression("-x before:2026-01-01"), ""); }

TEST(search_match, takes_operators_of_the_database_for_text) {
  EXPECT_EQ(expression(R"(a" OR "b* NEAR(x) {terms}:y ^z)"),
            R"("a" AND "or" AND "b" AND "near x" AND "terms y" AND "z")");
  EXPECT_EQ(expression("§r1 NOT"), R"("r1" AND "not" *)");
}

TEST(search_match, is_a_condition_of_sql_for_the_others) {
  EXPECT_EQ(expression("张三 -no meet", {.rooms = {{1}, {2}}, .authors = {}, .my_name = {}}, dialect::postgresql),
            "s.terms @@ cast('(''张'' & ''三'') & ''meet'':* & (''§r1'' | ''§r2'')' as tsquery) "
            "and s.document like '% 张 三 %' and not s.document like '% no %'");
  EXPECT_EQ(expression("\"a b\" cat", {}, dialect::mariadb),
            "(exists (select t.id from search_terms t where t.term = 'a' and t.id = s.id) "
            "and exists (select t.id from search_terms t where t.term = 'b' and t.id = s.id) "
            "and s.document like '% a b %') "
            "and exists (select t.id from search_terms t where t.term like 'cat%' and t.id = s.id)");
}

TEST(search_match, indexes_text_place_author_and_content) {
  chat::message said{.id = {1},
                     .room = {2},
                     .seq = {3},
                     .author = {{4}, "anna", ""},
                     .client_id = {},
                     .text = "看 https://x.org",
                     .attachments = {},
                     .time = {}};
  EXPECT_EQ(document_of(said), "§r2 §u4 §link 看 https x org");
  said.text = "";
  said.attachments = {{{"a"}, "", "", "image/png"}};
  EXPECT_EQ(document_of(said), "§r2 §u4 §image");
  said.attachments.push_back({{"b"}, "", "", "application/pdf"});
  EXPECT_EQ(document_of(said), "§r2 §u4 §image §file");
}

}  // namespace

}  // namespace webchats::store
