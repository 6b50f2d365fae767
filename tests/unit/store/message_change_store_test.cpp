#include "store/message_change_store.hpp"

#include <gmock/gmock.h>

#include "fixture.hpp"
#include "store/query.hpp"

namespace webchats::store {
namespace {

using chat::presence_of;
using testing::ElementsAre;

class message_change_store : public store_test {
 protected:
  chat::seq_no said(chat::user_id who, std::string text) { return say(text_of(who, std::move(text)))->seq; }
  auto edit(chat::user_id who, chat::seq_no seq, std::string text, std::int64_t now = 6'000, std::int64_t since = 0) {
    return wait(store_->changes().edit(who, {1}, seq, std::move(text), at(now), at(since)));
  }
  auto remove(chat::user_id who, chat::seq_no seq) { return wait(store_->changes().remove(who, {1}, seq, at(7'000))); }
  auto react(chat::user_id who, chat::seq_no seq, std::string emoji, presence_of wanted = presence_of::there,
             std::size_t most = 20) {
    return wait(store_->changes().react(who, {1}, seq, std::move(emoji), wanted, most, at(8'000)));
  }
  auto pin(chat::user_id who, chat::seq_no seq, presence_of wanted = presence_of::there, std::size_t most = 50) {
    return wait(store_->changes().pin(who, {1}, seq, wanted, most, at(9'000)));
  }
  chat::message shown(chat::user_id reader, chat::seq_no seq) {
    return wait(store_->views().around(reader, {1}, seq, 1))->messages.at(0);
  }
  /// Makes `who` the owner of room 1.
  void promote(chat::user_id who) {
    connection sql(scratch_.where(), access::read_write);
    sql.execute("update members set role = 1 where room_id = 1 and user_id = " + std::to_string(who.value));
  }
};

TEST_F(message_change_store, edits_a_text_and_keeps_what_it_was) {
  const auto anna = person("anna");
  const auto seq = said(anna, "frist");
  const auto changed = edit(anna, seq, "first");
  ASSERT_TRUE(changed);
  EXPECT_EQ(shown(anna, seq).text, "first");
  EXPECT_EQ(shown(anna, seq).edited, at(6'000));
  EXPECT_EQ(shown(anna, seq).version, changed->version);
  const auto before = wait(store_->views().edits(anna, {1}, seq));
  ASSERT_EQ(before->size(), 1);
  EXPECT_EQ(before->at(0).text, "frist");
  EXPECT_EQ(sink_.of<chat::message_edited>().at(0).version, changed->version);
  // Twice in one millisecond, and with a clock that went back.
  ASSERT_TRUE(edit(anna, seq, "second"));
  ASSERT_TRUE(edit(anna, seq, "third", 10));
  EXPECT_EQ(wait(store_->views().edits(anna, {1}, seq))->size(), 3);
}

TEST_F(message_change_store, changes_nothing_when_the_text_is_the_same) {
  const auto anna = person("anna");
  const auto seq = said(anna, "same");
  EXPECT_EQ(edit(anna, seq, "same")->version, 0);
  EXPECT_TRUE(sink_.of<chat::message_edited>().empty());
}

TEST_F(message_change_store, lets_nobody_edit_what_another_said_or_what_is_too_old) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto seq = said(anna, "mine");
  EXPECT_TRUE(refused<chat::forbidden>(edit(ben, seq, "stolen")));
  EXPECT_TRUE(refused<chat::conflict>(edit(anna, seq, "late", 60'000, 50'000)));
  EXPECT_TRUE(refused<chat::not_found>(edit(anna, {99}, "nowhere")));
  EXPECT_EQ(shown(anna, seq).text, "mine");
}

TEST_F(message_change_store, grows_a_text_without_counting_it_as_edited) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  auto sent = text_of(anna, "one …");
  sent.growing = true;
  const auto seq = say(std::move(sent))->seq;
  EXPECT_TRUE(sink_.of<chat::message_posted>().back().growing);
  const auto grow = [&](chat::user_id who, std::string text, chat::text_end end) {
    return wait(store_->changes().grow(who, {1}, seq, std::move(text), end, at(6'000)));
  };
  ASSERT_TRUE(grow(anna, "one two …", chat::text_end::open));
  EXPECT_FALSE(sink_.of<chat::message_grown>().back().whole);
  const auto changed = grow(anna, "one two three", chat::text_end::reached);
  ASSERT_TRUE(changed);
  const auto told = sink_.of<chat::message_grown>().back();
  EXPECT_EQ(told.version, changed->version);
  EXPECT_EQ(told.whole.value().text, "one two three");
  EXPECT_EQ(shown(anna, seq).text, "one two three");
  EXPECT_EQ(shown(anna, seq).version, changed->version);
  EXPECT_FALSE(shown(anna, seq).edited);
  EXPECT_TRUE(wait(store_->views().edits(anna, {1}, seq))->empty());
  EXPECT_TRUE(refused<chat::forbidden>(grow(ben, "stolen", chat::text_end::open)));
  ASSERT_TRUE(remove(anna, seq));
  EXPECT_TRUE(refused<chat::conflict>(grow(anna, "back again", chat::text_end::open)));
}

TEST_F(message_change_store, leaves_a_tombstone_with_nothing_in_it) {
  const auto anna = person("anna");
  const auto seq = said(anna, "a secret");
  ASSERT_TRUE(edit(anna, seq, "the secret"));
  ASSERT_TRUE(react(anna, seq, "👍"));
  const auto removed = remove(anna, seq);
  ASSERT_TRUE(removed);
  const auto left = shown(anna, seq);
  EXPECT_EQ(left.text, "");
  EXPECT_EQ(left.deleted, at(7'000));
  EXPECT_TRUE(left.reactions.empty());
  EXPECT_FALSE(left.edited);
  EXPECT_TRUE(wait(store_->views().edits(anna, {1}, seq))->empty());
  EXPECT_EQ(remove(anna, seq)->version, 0);
  EXPECT_TRUE(refused<chat::conflict>(edit(anna, seq, "again")));
  EXPECT_TRUE(refused<chat::conflict>(react(anna, seq, "👍")));
  EXPECT_EQ(said(anna, "next").value, seq.value + 1);
}

TEST_F(message_change_store, lets_moderators_delete_what_others_said) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto seq = said(anna, "rude");
  EXPECT_TRUE(refused<chat::forbidden>(remove(ben, seq)));
  promote(ben);
  ASSERT_TRUE(remove(ben, seq));
  EXPECT_EQ(sink_.of<chat::message_deleted>().at(0).by, ben);
  ASSERT_TRUE(remove(ben, said(ben, "mine")));
  EXPECT_TRUE(refused<chat::not_found>(remove(ben, {99})));
  connection sql(scratch_.where(), access::read_only);
  std::vector<std::string> audited;
  query<in<>, out<std::string, std::string>> all(sql, "select action, details from audit");
  all.each([&](const std::string& action, const std::string& details) { audited.push_back(action + " " + details); });
  EXPECT_THAT(audited, ElementsAre(R"(message:deleted {"room":1,"seq":)" + std::to_string(seq.value) + R"(,"user":)" +
                                   std::to_string(anna.value) + "}"));
}

TEST_F(message_change_store, deletes_everything_of_one_person) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  for (int i = 0; i < 3; ++i) said(anna, "spam");
  const auto kept = said(ben, "no spam");
  EXPECT_EQ(wait(store_->changes().remove_all_of(ben, anna, 100, at(1))), 3);
  EXPECT_EQ(wait(store_->changes().remove_all_of(ben, anna, 100, at(1))), 0);
  EXPECT_FALSE(shown(ben, kept).deleted);
}

TEST_F(message_change_store, counts_reactions_once_per_person_and_emoji) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto seq = said(anna, "hello");
  ASSERT_TRUE(react(anna, seq, "👍"));
  ASSERT_TRUE(react(ben, seq, "👍"));
  ASSERT_TRUE(react(ben, seq, "🎉"));
  EXPECT_EQ(react(ben, seq, "👍")->version, 0);
  const auto seen = shown(anna, seq).reactions;
  ASSERT_EQ(seen.size(), 2);
  EXPECT_EQ(seen[0].emoji, "👍");
  EXPECT_EQ(seen[0].count, 2);
  EXPECT_THAT(seen[0].users, ElementsAre(anna, ben));
  EXPECT_TRUE(seen[0].mine);
  EXPECT_FALSE(seen[1].mine);
  ASSERT_TRUE(react(ben, seq, "🎉", presence_of::gone));
  EXPECT_EQ(react(ben, seq, "🎉", presence_of::gone)->version, 0);
  EXPECT_EQ(shown(anna, seq).reactions.size(), 1);
  EXPECT_EQ(sink_.of<chat::reaction_changed>().back().count, 0);
}

TEST_F(message_change_store, bounds_kinds_of_reactions_and_pins) {
  const auto anna = person("anna");
  promote(anna);
  const auto one = said(anna, "one");
  const auto two = said(anna, "two");
  ASSERT_TRUE(react(anna, one, "👍", presence_of::there, 1));
  EXPECT_TRUE(refused<chat::conflict>(react(anna, one, "🎉", presence_of::there, 1)));
  ASSERT_TRUE(pin(anna, one, presence_of::there, 1));
  EXPECT_TRUE(refused<chat::conflict>(pin(anna, two, presence_of::there, 1)));
  ASSERT_TRUE(pin(anna, one, presence_of::gone, 1));
  ASSERT_TRUE(pin(anna, two, presence_of::there, 1));
  const auto pins = wait(store_->views().pins(anna, {1}));
  ASSERT_EQ(pins->size(), 1);
  EXPECT_EQ(pins->at(0).seq, two);
}

TEST_F(message_change_store, tells_strangers_nothing) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto seq = said(anna, "hello");
  ASSERT_TRUE(wait(rooms().leave(ben, {1}, at(6'000))));
  EXPECT_TRUE(refused<chat::forbidden>(edit(ben, seq, "x")));
  EXPECT_TRUE(refused<chat::forbidden>(remove(ben, seq)));
  EXPECT_TRUE(refused<chat::forbidden>(react(ben, seq, "👍")));
  EXPECT_TRUE(refused<chat::forbidden>(pin(ben, seq)));
}

TEST_F(message_change_store, answers_quote_and_thread_grow_with_what_is_said) {
  const auto anna = person("anna");
  const auto first = said(anna, "a question");
  auto answer = text_of(anna, "an answer");
  answer.reply_to = first;
  answer.thread = first;
  const auto replied = say(answer);
  ASSERT_TRUE(replied);
  EXPECT_EQ(shown(anna, replied->seq).reply_to->text, "a question");
  EXPECT_EQ(shown(anna, first).replies, 1);
  // A thread begun at an answer is that of its first message.
  auto further = text_of(anna, "more");
  further.thread = replied->seq;
  ASSERT_TRUE(say(further));
  EXPECT_EQ(shown(anna, first).replies, 2);
  const auto thread = wait(store_->views().thread(anna, {1}, first, {0}, 10));
  EXPECT_EQ(thread->messages.size(), 3);
  const auto told = sink_.of<chat::thread_grown>();
  ASSERT_EQ(told.size(), 2);
  EXPECT_EQ(told[1].seq, first);
  EXPECT_EQ(told[1].replies, 2);
  auto lost = text_of(anna, "to nothing");
  lost.reply_to = {99};
  EXPECT_TRUE(refused<chat::invalid>(say(lost)));
}

TEST_F(message_change_store, counts_who_is_named_until_they_have_read) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  said(anna, "hi @ben");
  said(anna, "and @all");
  said(ben, "@ben talks to himself");
  EXPECT_EQ(room_of(ben, {1}).mentions, 0);  // he has read what stands before his own
  said(anna, "again，请看@BEN。");
  EXPECT_EQ(room_of(ben, {1}).mentions, 1);
  EXPECT_EQ(sink_.of<chat::message_posted>().back().mentioned, std::vector{ben});
  const auto read = wait(rooms().mark_read(ben, {1}, {4}));
  EXPECT_EQ(read->mentions, 0);
  const auto back = wait(store_->personal().mark_unread(ben, {1}, {1}));
  EXPECT_EQ(back->where.unread(), 4);
  EXPECT_EQ(back->mentions, 3);
  EXPECT_EQ(wait(store_->views().mentions(ben, std::nullopt, 10))->messages.size(), 3);
}

TEST_F(message_change_store, shows_a_crowd_where_its_author_may_name_it_and_to_whom_it_names) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto cleo = person("cleo");
  promote(anna);
  const auto crowd_of = [&](chat::user_id author, std::string text, std::vector<chat::user_id> here) {
    auto sent = text_of(author, std::move(text));
    sent.here = std::move(here);
    sent.may_name_all = 0;
    const auto seq = say(sent)->seq;
    EXPECT_EQ(sink_.of<chat::message_posted>().back().message.crowd, author == anna);
    std::string seen;
    for (const auto reader : {anna, ben, cleo}) {
      if (shown(reader, seq).crowd) seen += shown(reader, seq).author.id == reader ? "author " : "reader ";
    }
    return seen;
  };
  EXPECT_EQ(crowd_of(ben, "@all @anna", {}), "");
  EXPECT_EQ(crowd_of(ben, "@here @anna", {anna, ben}), "");
  EXPECT_EQ(crowd_of(anna, "@all @ben", {}), "author reader reader ");
  EXPECT_EQ(crowd_of(anna, "@here", {anna, ben}), "author reader ");
  EXPECT_EQ(crowd_of(anna, "@here", {anna}), "author ");
  EXPECT_EQ(room_of(cleo, {1}).mentions, 1);
}

TEST_F(message_change_store, keeps_what_is_personal) {
  const auto anna = person("anna");
  const auto seq = said(anna, "worth keeping");
  auto& mine = store_->personal();
  ASSERT_TRUE(wait(mine.save(anna, {1}, seq, presence_of::there, 10, at(1))));
  ASSERT_TRUE(wait(mine.save(anna, {1}, seq, presence_of::there, 10, at(2))));
  EXPECT_TRUE(refused<chat::conflict>(wait(mine.save(anna, {1}, said(anna, "x"), presence_of::there, 1, at(2)))));
  EXPECT_EQ(wait(store_->views().saved(anna, std::nullopt, 10))->messages.size(), 1);
  ASSERT_TRUE(wait(mine.draft(anna, {1}, {0}, "about to say", at(3))));
  ASSERT_TRUE(wait(mine.draft(anna, {1}, {0}, "about to say more", at(4))));
  EXPECT_EQ(room_of(anna, {1}).draft, "about to say more");
  ASSERT_TRUE(wait(mine.draft(anna, {1}, {0}, "", at(5))));
  EXPECT_EQ(room_of(anna, {1}).draft, "");
}

TEST_F(message_change_store, finds_a_message_by_time) {
  const auto anna = person("anna");
  for (int minute = 1; minute <= 20; ++minute) {
    auto each = text_of(anna, std::to_string(minute));
    each.time = at(minute * 60'000);
    ASSERT_TRUE(say(each));
  }
  const auto page = wait(store_->views().at(anna, {1}, at(7 * 60'000 + 1), 4));
  ASSERT_TRUE(page);
  std::vector<std::string> texts;
  for (const auto& each : page->messages) texts.push_back(each.text);
  EXPECT_THAT(texts, ElementsAre("6", "7", "8", "9"));
  EXPECT_TRUE(page->more);
  EXPECT_TRUE(page->more_after);
}

}  // namespace
}  // namespace webchats::store
