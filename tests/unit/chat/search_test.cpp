#include "chat/search.hpp"

#include "support.hpp"

namespace webchats::chat {

namespace {

/// Answers what it is told, and remembers what was asked.
class told_repository final : public search_repository {
 public:
  flow<found_messages> find_messages(message_search wanted) override {
    asked.push_back(std::move(wanted));
    co_return answer;
  }
  flow<std::vector<user>> find_people(std::string typed, std::size_t limit) override {
    names.push_back(std::move(typed));
    limits.push_back(limit);
    co_return std::vector<user>{{{7}, "张三", ""}};
  }
  std::vector<message_search> asked;
  std::vector<std::string> names;
  std::vector<std::size_t> limits;
  found_messages answer;
};

class search_service : public testing::Test {
 protected:
  static message said(std::int64_t id, std::string text) {
    return {.id = {id},
            .room = {1},
            .seq = {id},
            .author = {},
            .client_id = {},
            .text = std::move(text),
            .attachments = {},
            .time = {}};
  }
  told_repository repository_;
  fake_clock clock_;
  limits bounds_;
  search search_{repository_, clock_, bounds_};
};

TEST_F(search_service, answers_hits_with_where_they_fit) {
  repository_.answer = {{said(9, "在臺灣"), said(4, "台湾好")}, true};
  const auto page = wait(search_.messages({3}, {.text = "台湾 from:me", .room = room_id{1}, .before = message_id{20}}));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->hits.size(), 2U);
  EXPECT_EQ(page->hits[0].highlights, (std::vector<text_range>{{3, 9}}));
  EXPECT_TRUE(page->more);
  EXPECT_EQ(page->next(), message_id{4});
  const auto& asked = repository_.asked.at(0);
  EXPECT_EQ(asked.reader, user_id{3});
  EXPECT_EQ(asked.room, room_id{1});
  EXPECT_EQ(asked.before, message_id{20});
  EXPECT_EQ(asked.query, parse_query("台湾 from:me"));
}

TEST_F(search_service, has_no_next_page_after_the_last) {
  repository_.answer = {{said(9, "x")}, false};
  EXPECT_EQ(wait(search_.messages({3}, {.text = "x"}))->next(), std::nullopt);
}

TEST_F(search_service, finds_nothing_for_a_text_that_says_nothing) {
  const auto page = wait(search_.messages({3}, {.text = " \"\" -x "}));
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->hits.empty());
  EXPECT_TRUE(wait(search_.people({3}, " ! ", 5))->empty());
  EXPECT_TRUE(repository_.asked.empty() && repository_.names.empty());
}

TEST_F(search_service, asks_for_people_by_what_was_typed_folded) {
  const auto people = wait(search_.people({3}, "Zhang San", 5));
  ASSERT_TRUE(people);
  EXPECT_EQ(people->at(0).name, "张三");
  EXPECT_EQ(repository_.names, (std::vector<std::string>{"zhangsan"}));
  EXPECT_EQ(repository_.limits, (std::vector<std::size_t>{5}));
}

TEST_F(search_service, refuses_what_is_out_of_bounds) {
  EXPECT_TRUE(is_invalid(wait(search_.messages({3}, {.text = std::string(257, 'x')})), field::text, rule::too_long));
  EXPECT_TRUE(is_invalid(wait(search_.messages({3}, {.text = "\xFF"})), field::text, rule::encoding));
  EXPECT_TRUE(is_invalid(wait(search_.messages({3}, {.text = "x", .limit = 51})), field::limit, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(search_.people({3}, "x", 0)), field::limit, rule::out_of_range));
}

TEST_F(search_service, is_limited_per_person) {
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(wait(search_.messages({3}, {.text = "x"})));
  EXPECT_TRUE(refused<rate_limited>(wait(search_.messages({3}, {.text = "x"}))));
  EXPECT_TRUE(refused<rate_limited>(wait(search_.people({3}, "x", 5))));
  EXPECT_TRUE(wait(search_.messages({4}, {.text = "x"})));
  clock_.advance(std::chrono::milliseconds(500));
  EXPECT_TRUE(wait(search_.messages({3}, {.text = "x"})));
}

}  // namespace

}  // namespace webchats::chat
