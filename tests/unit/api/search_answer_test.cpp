#include "api/json/search_answer.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace webchats::api::modern {
namespace {

using ranges = std::vector<chat::text_range>;

TEST(search_answer, counts_highlights_in_utf16) {
  const std::string text = "a好🎉b";  // 1 + 3 + 4 + 1 bytes, 1 + 1 + 2 + 1 units
  EXPECT_EQ(in_utf16(text, ranges{{0, 1}, {1, 4}, {4, 8}, {8, 9}}), (ranges{{0, 1}, {1, 2}, {2, 4}, {4, 5}}));
  EXPECT_EQ(in_utf16("", ranges{}), ranges{});
}

TEST(search_answer, holds_messages_highlights_and_the_next_cursor) {
  chat::search_page page;
  page.hits.push_back({{.id = {5},
                        .room = {1},
                        .seq = {9},
                        .author = {{3}, "林大", ""},
                        .client_id = "c-1",
                        .text = "你好",
                        .attachments = {},
                        .time = {}},
                       {{3, 6}}});
  page.more = true;
  const auto json = boost::json::parse(search_answer(page, {4}));
  EXPECT_EQ(json.at("next"), 5);
  EXPECT_EQ(json.at("more"), true);
  const auto& hit = json.at("hits").at(0);
  EXPECT_EQ(hit.at("highlights"), (boost::json::parse("[[1,2]]")));
  EXPECT_EQ(hit.at("message").at("text"), "你好");
  EXPECT_FALSE(hit.at("message").as_object().contains("client_id"));
}

TEST(search_answer, has_no_cursor_on_the_last_page) {
  EXPECT_EQ(search_answer({}, {4}), R"({"hits":[],"more":false,"next":null})");
  EXPECT_EQ(people_answer({}), R"({"people":[]})");
}

}  // namespace
}  // namespace webchats::api::modern
