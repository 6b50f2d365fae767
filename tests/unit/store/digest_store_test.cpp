#include "store/digest_store.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "fixture.hpp"

namespace webchats::store {
namespace {

class steered_clock final : public chat::clock {
 public:
  [[nodiscard]] chat::instant now() const override { return at(now_); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
  void set(std::int64_t ms) { now_ = ms; }

 private:
  std::atomic<std::int64_t> now_{10'000};
};

/// Ann writes; Bob is away and wants mails that tell him what he missed.
class digest_store_test : public store_test {
 protected:
  digest_store_test() {
    reopen();
    ann_ = person("ann");
    bob_ = person("bob");
    room_ = made_by(ann_, "ops");
    EXPECT_TRUE(wait(members().add(ann_, room_, {bob_}, at(1'000))));
    direct_ = wait(rooms().direct(ann_, {bob_}, at(1'000)))->room.id;
    want(true);
  }

  void reopen() {
    open({.database = {},
          .writing = {},
          .reading = {},
          .digests = {.away = [this](chat::user_id) { return away_.load(); },
                      .time = &clock_,
                      .after = std::chrono::minutes(15),
                      .signal = [this] { ++signals_; }}});
  }
  chat::room_id made_by(chat::user_id who, std::string name) {
    return wait(rooms().create({.name = std::move(name),
                                .topic = "",
                                .kind = chat::room_kind::closed,
                                .creator = who,
                                .created = at(1'000)}))
        ->room.id;
  }
  void want(bool mails) { EXPECT_TRUE(wait(store_->people().change(bob_, {.mail_notifications = mails}, at(2'000)))); }
  chat::appended hear(std::string text, chat::room_id where) {
    return say(text_of(ann_, std::move(text), {}, where)).value();
  }
  std::vector<chat::delivery> waiting(chat::user_id who) {
    return wait(store_->outbox().waiting(chat::delivery_kind::digest, who.value, 100)).value();
  }
  std::vector<chat::delivery> waiting() { return waiting(bob_); }
  chat::outcome<chat::digest> due(const chat::delivery& one, std::size_t most = 10, chat::instant seen = {}) {
    return wait(store_->digests().due(one, seen, most));
  }
  std::vector<std::string> told(const chat::delivery& one) {
    std::vector<std::string> texts;
    const auto found = due(one);
    if (!found) return texts;
    for (const auto& each : found->newest) texts.push_back(each.text);
    return texts;
  }

  steered_clock clock_;
  std::atomic<bool> away_{true};
  std::atomic<int> signals_{0};
  chat::user_id ann_;
  chat::user_id bob_;
  chat::room_id room_;
  chat::room_id direct_;
};

using texts = std::vector<std::string>;

TEST_F(digest_store_test, one_delivery_waits_for_all_that_names_or_reaches_a_person) {
  hear("nobody's name", room_);
  EXPECT_TRUE(waiting().empty());
  hear("@bob look", room_);
  hear("not this one", room_);
  hear("between us", direct_);
  const auto found = waiting();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().created, at(10'000));
  EXPECT_EQ(found.front().next, at(10'000) + std::chrono::minutes(15));
  EXPECT_EQ(found.front().what, chat::digest_mail);
  EXPECT_GE(found.front().token.size(), 20U);
  EXPECT_EQ(signals_, 1);

  const auto one = due(found.front());
  ASSERT_TRUE(one);
  EXPECT_EQ(one->to.email, "bob@example.org");
  EXPECT_EQ(one->last, chat::instant{});
  EXPECT_EQ(one->first, at(5'000));
  EXPECT_EQ(one->missed, 2);
  ASSERT_EQ(one->newest.size(), 2U);
  EXPECT_EQ(one->newest[0].text, "@bob look");
  EXPECT_EQ(one->newest[0].room_name, "ops");
  EXPECT_EQ(one->newest[0].author, "ann");
  EXPECT_EQ(one->newest[1].text, "between us");
  EXPECT_EQ(one->newest[1].kind, chat::room_kind::direct);
}

TEST_F(digest_store_test, of_much_the_newest_is_told_and_how_much_it_is) {
  for (const auto* text : {"@bob 1", "@bob 2", "@all 3", "@bob 4"}) hear(text, room_);
  const auto found = due(waiting().front(), 2);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->missed, 4);
  ASSERT_EQ(found->newest.size(), 2U);
  EXPECT_EQ(found->newest[0].text, "@all 3");
  EXPECT_EQ(found->newest[1].text, "@bob 4");
}

TEST_F(digest_store_test, nothing_waits_for_who_wants_none_is_here_or_wrote_it) {
  away_ = false;
  hear("you see this", direct_);
  away_ = true;
  EXPECT_TRUE(say(text_of(bob_, "my own, @bob", {}, direct_)));
  EXPECT_TRUE(waiting(bob_).empty());
  EXPECT_TRUE(waiting(ann_).empty());
  want(false);
  hear("@bob no mail", room_);
  EXPECT_TRUE(waiting().empty());
  want(true);
  hear("@bob a mail", room_);
  EXPECT_EQ(waiting().size(), 1U);
}

TEST_F(digest_store_test, what_is_said_after_the_look_waits_for_the_next_one_and_is_told_once) {
  hear("@bob one", room_);
  const auto first = waiting().front();
  EXPECT_EQ(told(first), texts{"@bob one"});
  const auto second = hear("@bob two", room_);
  hear("@bob three", room_);
  ASSERT_EQ(waiting().size(), 2U);
  ASSERT_TRUE(wait(store_->digests().sent(first, at(20'000))));
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting().front().payload, std::to_string(second.id.value));
  EXPECT_EQ(told(waiting().front()), (texts{"@bob two", "@bob three"}));
  EXPECT_EQ(due(waiting().front())->last, at(20'000));
}

TEST_F(digest_store_test, one_that_failed_tells_what_came_since_and_stands_for_it) {
  hear("@bob one", room_);
  const auto first = waiting().front();
  EXPECT_EQ(told(first), texts{"@bob one"});
  hear("@bob two", room_);
  EXPECT_EQ(told(first), (texts{"@bob one", "@bob two"}));
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting().front().id, first.id);
}

TEST_F(digest_store_test, one_that_another_stands_for_tells_nothing_and_takes_nothing_away) {
  hear("@bob one", room_);
  const auto first = waiting().front();
  EXPECT_TRUE(due(first));
  hear("@bob two", room_);
  const auto second = waiting().back();
  EXPECT_EQ(told(first), (texts{"@bob one", "@bob two"}));
  ASSERT_TRUE(wait(store_->digests().sent(first, at(20'000))));
  hear("@bob three", room_);
  EXPECT_TRUE(refused<chat::not_found>(due(second)));
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(told(waiting().front()), texts{"@bob three"});
}

TEST_F(digest_store_test, one_that_is_put_off_waits_alone_and_tells_what_comes_meanwhile) {
  hear("@bob one", room_);
  const auto first = waiting().front();
  EXPECT_TRUE(due(first));
  ASSERT_TRUE(wait(store_->digests().put_off(first, at(90'000'000))));
  hear("@bob two", room_);
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting().front().next, at(90'000'000));
  EXPECT_EQ(waiting().front().attempts, 0);
  EXPECT_EQ(told(first), (texts{"@bob one", "@bob two"}));
}

TEST_F(digest_store_test, a_new_process_knows_what_waits) {
  hear("@bob one", room_);
  close();
  reopen();
  hear("@bob two", room_);
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(told(waiting().front()), (texts{"@bob one", "@bob two"}));
}

TEST_F(digest_store_test, what_was_read_deleted_or_written_by_the_blocked_is_not_told) {
  hear("@bob read", room_);
  const auto first = waiting().front();
  EXPECT_TRUE(wait(rooms().mark_read(bob_, room_, {1'000})));
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
  hear("@bob deleted", room_);
  hear("between us", direct_);
  change("update messages set deleted = 5 where room_id = " + std::to_string(room_.value));
  EXPECT_EQ(told(first), texts{"between us"});
  block(bob_, ann_);
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
}

TEST_F(digest_store_test, the_level_of_the_room_decides) {
  hear("@bob look", room_);
  hear("between us", direct_);
  const auto first = waiting().front();
  EXPECT_TRUE(wait(members().set_notify(bob_, direct_, chat::notify_level::mentions)));
  EXPECT_EQ(told(first), texts{"@bob look"});
  EXPECT_TRUE(wait(members().set_notify(bob_, room_, chat::notify_level::nothing)));
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
}

TEST_F(digest_store_test, nothing_is_told_of_a_room_that_was_left) {
  hear("@bob look", room_);
  const auto first = waiting().front();
  EXPECT_TRUE(wait(members().kick(ann_, room_, bob_, "", at(3'000))));
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
}

TEST_F(digest_store_test, what_was_said_before_the_last_look_is_not_told) {
  hear("@bob seen", room_);
  const auto second = hear("@bob not seen", room_);
  change("update messages set created = 7000 where id = " + std::to_string(second.id.value));
  const auto found = due(waiting().front(), 10, at(5'000));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->missed, 1);
  EXPECT_EQ(found->newest.front().text, "@bob not seen");
  EXPECT_EQ(found->first, at(7'000));
  EXPECT_TRUE(refused<chat::not_found>(due(waiting().front(), 10, at(7'000))));
}

TEST_F(digest_store_test, nobody_is_told_who_wants_no_mail_any_more_or_is_disabled) {
  hear("@bob look", room_);
  const auto first = waiting().front();
  want(false);
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
  want(true);
  EXPECT_TRUE(due(first));
  change("update users set state = 1 where id = " + std::to_string(bob_.value));
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
}

TEST_F(digest_store_test, an_erased_account_wants_none) {
  EXPECT_TRUE(wait(store_->credentials().erase(bob_, at(3'000))));
  hear("is anybody there?", direct_);
  EXPECT_TRUE(waiting().empty());
}

TEST_F(digest_store_test, a_server_without_mail_records_nothing) {
  close();
  open();
  hear("@bob look", room_);
  EXPECT_TRUE(waiting().empty());
}

}  // namespace
}  // namespace webchats::store
