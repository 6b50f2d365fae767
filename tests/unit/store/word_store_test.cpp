#include "store/word_store.hpp"

#include "fixture.hpp"

namespace webchats::store {
namespace {

using chat::filtered_word;
using chat::word_action;

class word_store_test : public store_test {
 protected:
  std::vector<chat::report> reports(chat::user_id reader) {
    return wait(store_->administration().reports(reader, std::nullopt, {}))->items;
  }
};

TEST_F(word_store_test, remembers_the_words_and_writes_down_who_changed_them) {
  const auto anna = person("anna");
  EXPECT_TRUE(refused<chat::forbidden>(
      wait(store_->words().change(anna, {.put = {{"x", word_action::block}}, .removed = {}}, at(2'000)))));
  make_role(anna, chat::server_role::admin);
  ASSERT_TRUE(wait(store_->words().change(
      anna,
      {.put = {{"敏感词", word_action::block}, {"b", word_action::mask}, {"a", word_action::report}},
       .removed = {},
       .total = 3},
      at(2'000))));
  EXPECT_EQ(store_->words().load(),
            (std::vector<filtered_word>{
                {"a", word_action::report}, {"b", word_action::mask}, {"敏感词", word_action::block}}));
  ASSERT_TRUE(wait(
      store_->words().change(anna, {.put = {{"a", word_action::block}}, .removed = {"b"}, .total = 2}, at(3'000))));
  EXPECT_EQ(store_->words().load(),
            (std::vector<filtered_word>{{"a", word_action::block}, {"敏感词", word_action::block}}));
  const auto log = wait(store_->administration().audit({}))->items;
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[0].action, "server:words");
  EXPECT_EQ(log[0].details, R"({"words":2,"put":1,"removed":1,"first_put":["a"],"first_removed":["b"]})");
}

TEST_F(word_store_test, a_flagged_message_is_reported_once_by_nobody) {
  const auto anna = person("anna");
  auto sent = text_of(anna, "odd", "c1");
  sent.flagged = "odd";
  const auto first = say(sent);
  ASSERT_TRUE(first);
  ASSERT_TRUE(say(sent)) << "the same client id";
  auto found = reports(anna);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].reporter.id, chat::user_id{});
  EXPECT_EQ(found[0].reason, "odd");
  EXPECT_EQ(found[0].about->seq, first->seq);
  ASSERT_TRUE(wait(store_->changes().edit(anna, {1}, first->seq, "odder", at(5'000), at(0), "odder")));
  EXPECT_EQ(reports(anna).size(), 1U) << "the first is open";
}

}  // namespace
}  // namespace webchats::store
