#include "store/push_store.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "fixture.hpp"

namespace webchats::store {
namespace {

/// A room of two people; `bob_` has a device that is told while he is away.
class push_store_test : public store_test {
 protected:
  push_store_test() {
    reopen();
    ann_ = person("ann");
    bob_ = person("bob");
    session_ = wait(accounts().sessions_of(bob_)).value().front().id;
    room_ =
        wait(rooms().create(
                 {.name = "ops", .topic = "", .kind = chat::room_kind::closed, .creator = ann_, .created = at(1'000)}))
            ->room.id;
    EXPECT_TRUE(wait(members().add(ann_, room_, {bob_}, at(1'000))));
  }

  void reopen() {
    open({.database = {},
          .writing = {},
          .reading = {},
          .push = {.away = [this](chat::user_id) { return away_.load(); },
                   .time = &clock_,
                   .signal = [this] { ++signals_; },
                   .make_key = [this] { return "key " + std::to_string(++keys_); }}});
  }
  chat::outcome<void> subscribe(std::string endpoint = "https://push.example/1", chat::user_id who = {},
                                chat::session_id session = {}) {
    return wait(store_->pushes().put({.user = who.value == 0 ? bob_ : who,
                                      .session = session.value == 0 ? session_ : session,
                                      .to = {.endpoint = std::move(endpoint), .p256dh = "key", .auth = "auth"},
                                      .most = 2,
                                      .created = at(2'000)}));
  }
  chat::outcome<chat::push_subscription> mine() { return wait(store_->pushes().of(bob_, session_)); }
  std::vector<chat::delivery> waiting() {
    const auto device = mine();
    if (!device) return {};
    return wait(store_->outbox().waiting(chat::delivery_kind::push, device->id.value, 100)).value();
  }
  chat::outcome<chat::due_push> due(const chat::delivery& one) { return wait(store_->pushes().due(one)); }
  void notify(chat::notify_level level) { EXPECT_TRUE(wait(members().set_notify(bob_, room_, level))); }
  void hear(std::string text) { EXPECT_TRUE(say(text_of(ann_, std::move(text), {}, room_))); }

  const chat::system_clock clock_;
  std::atomic<bool> away_{true};
  std::atomic<int> signals_{0};
  std::atomic<int> keys_{0};
  chat::user_id ann_;
  chat::user_id bob_;
  chat::session_id session_;
  chat::room_id room_;
};

TEST_F(push_store_test, the_key_of_the_server_stays) {
  const auto first = store_->push_key();
  EXPECT_TRUE(first.starts_with("key "));
  close();
  reopen();
  EXPECT_EQ(store_->push_key(), first);
}

TEST_F(push_store_test, one_delivery_waits_for_a_room_whatever_is_said_and_tells_the_newest) {
  EXPECT_TRUE(subscribe());
  hear("one");
  hear("two");
  const auto found = waiting();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_GE(signals_, 1);
  const auto told = due(found.front());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->text, "two");
  EXPECT_EQ(told->author, "ann");
  EXPECT_EQ(told->room_name, "ops");
  EXPECT_GE(told->unread, 2);
  EXPECT_EQ(told->subscription.to.endpoint, "https://push.example/1");
}

TEST_F(push_store_test, what_is_said_after_the_look_waits_anew_and_replaces_what_failed) {
  EXPECT_TRUE(subscribe());
  hear("one");
  const auto first = waiting().front();
  EXPECT_TRUE(due(first));
  hear("two");
  ASSERT_EQ(waiting().size(), 2U);
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
  EXPECT_EQ(due(waiting().back())->text, "two");
}

TEST_F(push_store_test, the_level_of_the_room_decides) {
  EXPECT_TRUE(subscribe());
  notify(chat::notify_level::mentions);
  hear("nobody's name");
  EXPECT_TRUE(waiting().empty());
  hear("@bob look");
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_TRUE(due(waiting().front())->mentions);
  hear("not this one");
  EXPECT_EQ(due(waiting().front())->text, "@bob look");
  notify(chat::notify_level::nothing);
  EXPECT_TRUE(refused<chat::not_found>(due(waiting().front())));
  hear("@bob again");
  EXPECT_EQ(waiting().size(), 1U);
}

TEST_F(push_store_test, who_is_not_to_be_disturbed_is_told_nothing_and_later_messages_again) {
  const auto wish = [this](chat::profile_change changed) {
    EXPECT_TRUE(wait(store_->people().change(bob_, std::move(changed), at(2'000))));
  };
  EXPECT_TRUE(subscribe());
  hear("one");
  const auto first = waiting().front();
  wish({.presence = chat::chosen_presence::dnd});
  hear("@bob two");
  EXPECT_EQ(waiting().size(), 1U);
  EXPECT_EQ(due(first)->wishes.presence, chat::chosen_presence::dnd);
  const auto now = clock_.now();
  const auto minute = std::chrono::floor<std::chrono::minutes>(now - std::chrono::floor<std::chrono::days>(now));
  const auto day = std::chrono::minutes(24 * 60);
  const chat::quiet_hours half_a_day{(minute + day - std::chrono::hours(6)) % day,
                                     (minute + std::chrono::hours(6)) % day};
  wish({.presence = chat::chosen_presence::online, .quiet = half_a_day});
  hear("@bob three");
  EXPECT_EQ(waiting().size(), 1U);
  EXPECT_EQ(due(first)->wishes.hours, half_a_day);
  wish({.quiet = std::optional<chat::quiet_hours>{}});
  hear("four");
  ASSERT_EQ(waiting().size(), 2U);
  EXPECT_EQ(due(waiting().back())->text, "four");
}

TEST_F(push_store_test, who_is_there_or_wrote_it_is_told_nothing) {
  EXPECT_TRUE(subscribe());
  EXPECT_TRUE(say(text_of(bob_, "my own", {}, room_)));
  away_ = false;
  hear("you see this");
  EXPECT_TRUE(waiting().empty());
}

TEST_F(push_store_test, what_was_read_deleted_or_written_by_the_blocked_is_not_told) {
  EXPECT_TRUE(subscribe());
  hear("read");
  const auto first = waiting().front();
  change("update members set last_read_seq = 1000 where user_id = " + std::to_string(bob_.value));
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
  change("update members set last_read_seq = 0 where user_id = " + std::to_string(bob_.value));
  EXPECT_TRUE(due(first));
  block(bob_, ann_);
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
  change("delete from blocks");
  change("update messages set deleted = 5 where room_id = " + std::to_string(room_.value));
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
}

TEST_F(push_store_test, who_left_the_room_is_told_no_more) {
  EXPECT_TRUE(subscribe());
  hear("one");
  const auto first = waiting().front();
  EXPECT_TRUE(wait(members().kick(ann_, room_, bob_, "", at(3'000))));
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
  hear("two");
  EXPECT_EQ(waiting().size(), 1U);
}

TEST_F(push_store_test, a_subscription_ends_with_its_session) {
  EXPECT_TRUE(subscribe());
  hear("one");
  const auto first = waiting().front();
  EXPECT_TRUE(wait(accounts().end_session(bob_, session_, chat::revocation::revoked)));
  EXPECT_TRUE(refused<chat::not_found>(mine()));
  EXPECT_TRUE(refused<chat::not_found>(due(first)));
  EXPECT_TRUE(refused<chat::unauthorized>(subscribe()));
}

TEST_F(push_store_test, an_endpoint_belongs_to_who_came_last) {
  EXPECT_TRUE(subscribe());
  const auto hers = wait(accounts().sessions_of(ann_)).value().front().id;
  EXPECT_TRUE(subscribe("https://push.example/1", ann_, hers));
  EXPECT_TRUE(refused<chat::not_found>(mine()));
  EXPECT_TRUE(wait(store_->pushes().of(ann_, hers)));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->pushes().of(bob_, hers))));
}

TEST_F(push_store_test, of_too_many_devices_the_first_gives_way) {
  EXPECT_TRUE(subscribe());
  for (const char* token : {"second", "third"}) {
    const auto opened = wait(accounts().open_session(
        bob_, {.token_hash = token, .device = token, .created = at(2'000), .expires = at(9'000'000'000'000)}));
    ASSERT_TRUE(opened);
    EXPECT_TRUE(subscribe(std::string("https://push.example/") + token, bob_, opened->stored.session.id));
  }
  EXPECT_TRUE(refused<chat::not_found>(mine()));
}

TEST_F(push_store_test, what_its_service_has_forgotten_is_forgotten_with_what_waits) {
  EXPECT_TRUE(subscribe());
  hear("one");
  const auto device = mine()->id;
  EXPECT_TRUE(wait(store_->pushes().forget(device)));
  EXPECT_TRUE(refused<chat::not_found>(mine()));
  EXPECT_TRUE(wait(store_->outbox().waiting(chat::delivery_kind::push, device.value, 100))->empty());
}

}  // namespace
}  // namespace webchats::store
