#include "chat/word_list.hpp"

#include <map>
#include <thread>

#include "chat/messages.hpp"
#include "memory_repository.hpp"
#include "support.hpp"

namespace webchats::chat {
namespace {

using enum word_action;

class memory_words final : public word_repository {
 public:
  std::vector<filtered_word> load() override {
    std::vector<filtered_word> all;
    for (const auto& [text, action] : stored) all.push_back({text, action});
    return all;
  }
  flow<void> change(user_id, word_changes changes, instant) override {
    if (broken) co_return refuse(unavailable{});
    for (const auto& each : changes.removed) stored.erase(each);
    for (const auto& each : changes.put) stored[each.text] = each.action;
    last = std::move(changes);
    co_return outcome<void>{};
  }
  std::map<std::string, word_action> stored;
  word_changes last;
  bool broken = false;
};

class word_list_test : public testing::Test {
 protected:
  static user somebody(server_role role) { return {.id = {1}, .name = "x", .avatar = "", .email = "", .role = role}; }
  outcome<listed_words> replace(std::vector<filtered_word> words, std::optional<std::string> version = {}) {
    return wait(list_.replace(somebody(server_role::admin), std::move(words), std::move(version)));
  }
  outcome<std::string> admit(std::string text) {
    auto flagged = screen_.admit(text);
    admitted_ = std::move(text);
    return flagged;
  }

  fake_clock clock_;
  limits limits_{.filtered_words = 5};
  memory_words repository_;
  word_screen screen_;
  word_list list_{repository_, screen_, clock_, limits_};
  std::string admitted_;
};

TEST_F(word_list_test, lets_everything_through_while_it_is_empty) {
  EXPECT_EQ(admit("敏感词"), "");
  EXPECT_FALSE(screen_.refuse_name("敏感词"));
}

TEST_F(word_list_test, does_to_a_text_what_the_word_says) {
  ASSERT_TRUE(replace({{"坏", block}, {"糟", mask}, {"疑", report}, {"怪", report}}));
  EXPECT_TRUE(refused<blocked_word>(admit("很坏")));
  EXPECT_EQ(admit("很糟"), "");
  EXPECT_EQ(admitted_, "很＊");
  EXPECT_EQ(admit("疑，怪，疑，糟"), "疑, 怪");
  EXPECT_EQ(admitted_, "疑，怪，疑，＊");
}

TEST_F(word_list_test, takes_no_name_with_a_word_that_would_be_refused_or_masked) {
  ASSERT_TRUE(replace({{"坏", block}, {"糟", mask}, {"疑", report}}));
  EXPECT_TRUE(screen_.refuse_name("大坏"));
  EXPECT_TRUE(screen_.refuse_name("糟糕"));
  EXPECT_FALSE(screen_.refuse_name("疑问"));
}

TEST_F(word_list_test, holds_at_once_and_on_every_thread) {
  ASSERT_TRUE(replace({{"一", block}}));
  std::thread([&] { EXPECT_TRUE(refused<blocked_word>(screen_.admit(admitted_ = "一"))); }).join();
  ASSERT_TRUE(replace({{"二", block}}));
  EXPECT_TRUE(admit("一"));
  EXPECT_FALSE(admit("二"));
  std::thread([&] { EXPECT_TRUE(refused<blocked_word>(screen_.admit(admitted_ = "二"))); }).join();
}

TEST_F(word_list_test, is_stored_by_what_changed) {
  ASSERT_TRUE(replace({{"b", block}, {"a", mask}}));
  ASSERT_TRUE(replace({{"c", block}, {"b", mask}}));
  EXPECT_EQ(repository_.last.removed, std::vector<std::string>{"a"});
  EXPECT_EQ(repository_.last.put, (std::vector<filtered_word>{{"b", mask}, {"c", block}}));
  EXPECT_EQ(repository_.last.total, 2U);
  word_screen again;
  const word_list restarted(repository_, again, clock_, limits_);
  EXPECT_EQ(restarted.now(somebody(server_role::owner))->words,
            (std::vector<filtered_word>{{"b", mask}, {"c", block}}));
}

TEST_F(word_list_test, keeps_the_stricter_of_twins_cleaned) {
  EXPECT_EQ(replace({{" a ", report}, {"a", block}, {"a", mask}})->words, (std::vector<filtered_word>{{"a", block}}));
}

TEST_F(word_list_test, is_bounded) {
  EXPECT_TRUE(is_invalid(replace(std::vector<filtered_word>(6, {"a", block})), field::word, rule::too_long));
  EXPECT_TRUE(is_invalid(replace({{std::string(65, 'a'), block}}), field::word, rule::too_long));
  EXPECT_TRUE(is_invalid(replace({{"***", block}}), field::word, rule::required));
  EXPECT_TRUE(is_invalid(replace({{"\xFF", block}}), field::word, rule::encoding));
  EXPECT_TRUE(repository_.stored.empty());
}

TEST_F(word_list_test, does_not_overwrite_what_another_changed) {
  const auto first = replace({{"a", block}});
  ASSERT_TRUE(first);
  const auto second = replace({{"a", block}, {"b", block}}, first->version);
  ASSERT_TRUE(second);
  EXPECT_TRUE(refused<conflict>(replace({{"c", block}}, first->version)));
  EXPECT_TRUE(replace({{"c", block}}, second->version));
  EXPECT_TRUE(replace({}));
}

TEST_F(word_list_test, is_for_owner_and_admins) {
  for (const auto role : {server_role::moderator, server_role::member, server_role::guest, server_role::bot}) {
    EXPECT_TRUE(refused<forbidden>(list_.now(somebody(role))));
    EXPECT_TRUE(refused<forbidden>(wait(list_.replace(somebody(role), {{"a", block}}, {}))));
  }
}

TEST_F(word_list_test, stays_as_it_is_when_it_cannot_be_stored) {
  ASSERT_TRUE(replace({{"a", block}}));
  repository_.broken = true;
  EXPECT_TRUE(refused<unavailable>(replace({{"b", block}})));
  EXPECT_FALSE(admit("a"));
  EXPECT_TRUE(admit("b"));
}

TEST_F(word_list_test, judges_messages_before_they_are_stored) {
  memory_messages stored;
  recording_sink sink;
  presence here(sink);
  messages sends(stored, here, clock_, limits_, screen_);
  const auto say = [&](std::string text) {
    return wait(sends.post({1}, {.room = {1}, .client_id = {}, .text = std::move(text), .attachments = {}}));
  };
  ASSERT_TRUE(replace({{"坏", block}, {"糟", mask}, {"疑", report}}));
  EXPECT_TRUE(refused<blocked_word>(say("坏")));
  ASSERT_TRUE(say("糟 疑"));
  ASSERT_EQ(stored.sent_.size(), 1U);
  EXPECT_EQ(stored.sent_[0].text, "＊ 疑");
  EXPECT_EQ(stored.sent_[0].flagged, "疑");
}

}  // namespace
}  // namespace webchats::chat
