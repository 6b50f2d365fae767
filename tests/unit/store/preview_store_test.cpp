#include "store/preview_store.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"
#include "store/query.hpp"

namespace webchats::store {
namespace {

class preview_store : public store_test {
 protected:
  static chat::link_preview made(std::string url = "https://a.example/") {
    return {.url = std::move(url), .title = "标题 <b>", .description = "Words", .site = "A"};
  }
  auto put(chat::seq_no seq, chat::link_preview what) {
    return wait(store_->previews().put({1}, seq, std::move(what)));
  }
  auto remove(chat::user_id who, chat::seq_no seq) { return wait(store_->previews().remove(who, {1}, seq, at(7'000))); }
  auto edit(chat::user_id who, chat::seq_no seq, std::string text) {
    return wait(store_->changes().edit(who, {1}, seq, std::move(text), at(6'000), at(0)));
  }
  chat::message shown(chat::seq_no seq) { return wait(store_->views().around(anna_, {1}, seq, 1))->messages.at(0); }
  integer rows() {
    connection sql(scratch_.where(), access::read_only);
    query<in<>, out<integer>> count(sql, "select count(*) from previews");
    return std::get<0>(*count.first());
  }

  chat::user_id anna_ = person("anna");
  chat::user_id ben_ = person("ben");
  chat::seq_no seq_ = say(text_of(anna_, "see https://a.example/"))->seq;
};

TEST_F(preview_store, puts_it_with_the_message_and_tells_the_room) {
  const auto changed = put(seq_, made());
  ASSERT_TRUE(changed);
  const auto told = sink_.of<chat::preview_changed>();
  ASSERT_EQ(told.size(), 1);
  EXPECT_EQ(told[0].version, changed->version);
  EXPECT_EQ(told[0].text, "see https://a.example/");
  EXPECT_EQ(told[0].edited, std::nullopt);
  EXPECT_EQ(told[0].preview, made());
  EXPECT_EQ(shown(seq_).preview, made());
  EXPECT_EQ(shown(seq_).version, changed->version);
  EXPECT_TRUE(refused<chat::conflict>(put(seq_, made())));
  open();
  EXPECT_EQ(shown(seq_).preview, made());
}

TEST_F(preview_store, drops_what_comes_too_late) {
  EXPECT_TRUE(refused<chat::not_found>(put({99}, made())));
  EXPECT_TRUE(refused<chat::conflict>(put(seq_, made("https://b.example/"))));
  ASSERT_TRUE(wait(store_->changes().remove(anna_, {1}, seq_, at(6'000))));
  EXPECT_TRUE(refused<chat::conflict>(put(seq_, made())));
  EXPECT_EQ(rows(), 0);
}

TEST_F(preview_store, goes_with_the_message_and_with_its_link) {
  ASSERT_TRUE(put(seq_, made()));
  ASSERT_TRUE(edit(anna_, seq_, "look at https://a.example/!"));
  EXPECT_EQ(sink_.of<chat::message_edited>().at(0).preview, made());
  EXPECT_EQ(sink_.of<chat::message_edited>().at(0).link, chat::link_change::stays);
  EXPECT_EQ(shown(seq_).preview, made());
  ASSERT_TRUE(edit(anna_, seq_, "look at https://b.example/"));
  EXPECT_EQ(sink_.of<chat::message_edited>().at(1).preview, std::nullopt);
  EXPECT_EQ(sink_.of<chat::message_edited>().at(1).link, chat::link_change::moves);
  EXPECT_EQ(sink_.of<chat::message_edited>().at(1).author.id, anna_);
  EXPECT_EQ(shown(seq_).preview, std::nullopt);
  EXPECT_EQ(rows(), 0);
  ASSERT_TRUE(put(seq_, made("https://b.example/")));
  EXPECT_EQ(sink_.of<chat::preview_changed>().back().edited, at(6'001));
  ASSERT_TRUE(wait(store_->changes().remove(anna_, {1}, seq_, at(6'000))));
  EXPECT_EQ(shown(seq_).preview, std::nullopt);
  EXPECT_EQ(rows(), 0);
}

TEST_F(preview_store, is_taken_away_by_its_author_and_stays_away_while_the_link_is_the_same) {
  EXPECT_EQ(remove(anna_, seq_)->version, 0);  // there is none
  ASSERT_TRUE(put(seq_, made()));
  EXPECT_TRUE(refused<chat::forbidden>(remove(ben_, seq_)));
  EXPECT_TRUE(refused<chat::not_found>(remove(anna_, {99})));
  const auto changed = remove(anna_, seq_);
  ASSERT_TRUE(changed);
  EXPECT_EQ(sink_.of<chat::preview_changed>().back().preview, std::nullopt);
  EXPECT_EQ(sink_.of<chat::preview_changed>().back().version, changed->version);
  EXPECT_EQ(remove(anna_, seq_)->version, 0);
  EXPECT_TRUE(refused<chat::conflict>(put(seq_, made())));
  ASSERT_TRUE(edit(anna_, seq_, "https://a.example/ again"));
  EXPECT_EQ(sink_.of<chat::message_edited>().back().link, chat::link_change::stays);
  EXPECT_TRUE(refused<chat::conflict>(put(seq_, made())));
  ASSERT_TRUE(edit(anna_, seq_, "https://b.example/"));
  EXPECT_TRUE(put(seq_, made("https://b.example/")));
}

TEST_F(preview_store, is_taken_away_by_moderators_who_are_in_the_audit_log) {
  ASSERT_TRUE(put(seq_, made()));
  make_role(ben_, chat::server_role::moderator);
  ASSERT_TRUE(remove(ben_, seq_));
  EXPECT_EQ(shown(seq_).preview, std::nullopt);
  connection sql(scratch_.where(), access::read_only);
  query<in<>, out<integer, std::string>> audited(sql,
                                                 "select actor, details from audit where action = 'preview:removed'");
  const auto row = audited.first();
  ASSERT_TRUE(row);
  EXPECT_EQ(std::get<0>(*row), ben_.value);
  EXPECT_EQ(std::get<1>(*row),
            R"({"room":1,"seq":)" + std::to_string(seq_.value) + R"(,"user":)" + std::to_string(anna_.value) + "}");
}

}  // namespace
}  // namespace webchats::store
