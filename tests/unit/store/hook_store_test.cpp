#include "store/hook_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "fixture.hpp"
#include "store/query.hpp"

namespace webchats::store {
namespace {

using chat::hook_event;
using chat::hook_kind;

/// Tells of messages and of who comes, in as few words as possible.
class plain_words final : public chat::hook_event_writer {
 public:
  [[nodiscard]] std::optional<std::pair<hook_event, chat::room_id>> event_of(
      const chat::notice& change) const override {
    if (const auto* said = std::get_if<chat::message_posted>(&change)) {
      return {{hook_event::message_posted, said->message.room}};
    }
    if (const auto* member = std::get_if<chat::member_changed>(&change)) {
      return {{hook_event::member_joined, member->room}};
    }
    return std::nullopt;
  }
  [[nodiscard]] std::string payload_of(const chat::notice& change, chat::instant) const override {
    const auto* said = std::get_if<chat::message_posted>(&change);
    return said == nullptr ? "somebody came" : said->message.text;
  }
};

class hook_store_test : public store_test {
 protected:
  hook_store_test() {
    open_with_words();
    owner_ = person("owner");
    other_ = person("other");
    room_ =
        wait(
            rooms().create(
                {.name = "ops", .topic = "", .kind = chat::room_kind::closed, .creator = owner_, .created = at(1'000)}))
            ->room.id;
  }

  void open_with_words() {
    open({.database = {}, .writing = {}, .reading = {}, .outbox = {.words = &words_, .time = &clock_, .signal = [this] {
                                                                     ++signals_;
                                                                   }}});
  }

  chat::new_hook plan(hook_kind kind) {
    chat::new_hook made{.kind = kind, .name = "hook", .rooms = {room_}, .creator = owner_, .created = at(2'000)};
    if (kind == hook_kind::incoming) made.token_hash = "hash of a token";
    if (kind == hook_kind::command) made.command = "deploy";
    if (kind == hook_kind::outgoing) made.events.add(hook_event::message_posted);
    return made;
  }
  std::vector<chat::delivery> waiting(chat::hook_id hook) {
    return wait(store_->outbox().waiting(chat::delivery_kind::webhook, hook.value, 100)).value();
  }

  const chat::system_clock clock_;
  const plain_words words_;
  std::atomic<int> signals_{0};
  chat::user_id owner_;
  chat::user_id other_;
  chat::room_id room_;
};

TEST_F(hook_store_test, an_incoming_hook_writes_as_a_bot_that_is_in_its_room) {
  const auto made = wait(store_->hooks().add(plan(hook_kind::incoming)));
  ASSERT_TRUE(made);
  const auto found = wait(store_->hooks().by_token("hash of a token"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, made->id);
  EXPECT_EQ(found->rooms, std::vector<chat::room_id>{room_});
  EXPECT_TRUE(say(text_of(found->author, "disk full", {}, room_)));
  const auto said = sink_.of<chat::message_posted>().back().message;
  EXPECT_EQ(said.author.name, "hook");
  EXPECT_EQ(said.author.role, chat::server_role::bot);
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().by_token("another hash"))));
}

TEST_F(hook_store_test, only_who_may_manage_a_room_sees_and_makes_its_hooks) {
  auto by_other = plan(hook_kind::incoming);
  by_other.creator = other_;
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().add(by_other))));
  const auto made = wait(store_->hooks().add(plan(hook_kind::outgoing)));
  ASSERT_TRUE(made);
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().managed(other_, made->id, at(3'000)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().list(other_, room_, at(3'000)))));
  EXPECT_TRUE(refused<chat::forbidden>(wait(store_->hooks().list(owner_, std::nullopt, at(3'000)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().remove(other_, made->id, at(3'000)))));
  EXPECT_EQ(wait(store_->hooks().list(owner_, room_, at(3'000)))->size(), 1U);
  auto everywhere = plan(hook_kind::command);
  everywhere.rooms.clear();
  everywhere.everywhere = true;
  EXPECT_TRUE(refused<chat::forbidden>(wait(store_->hooks().add(everywhere))));
}

TEST_F(hook_store_test, a_removed_hook_leaves_its_room_and_takes_its_deliveries_along) {
  const auto incoming = wait(store_->hooks().add(plan(hook_kind::incoming))).value();
  const auto outgoing = wait(store_->hooks().add(plan(hook_kind::outgoing))).value();
  EXPECT_TRUE(say(text_of(owner_, "hello", {}, room_)));
  EXPECT_EQ(waiting(outgoing.id).size(), 1U);
  EXPECT_TRUE(wait(store_->hooks().remove(owner_, incoming.id, at(3'000))));
  EXPECT_TRUE(wait(store_->hooks().remove(owner_, outgoing.id, at(3'000))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().by_token("hash of a token"))));
  EXPECT_TRUE(waiting(outgoing.id).empty());
  EXPECT_TRUE(say(text_of(owner_, "nobody hears", {}, room_)));
  EXPECT_TRUE(waiting(outgoing.id).empty());
  EXPECT_FALSE(say(text_of(incoming.author, "still here?", {}, room_)));
}

TEST_F(hook_store_test, a_command_is_taken_once_per_room_and_that_of_the_room_comes_first) {
  EXPECT_TRUE(wait(store_->hooks().add(plan(hook_kind::command))));
  EXPECT_EQ(wait(store_->hooks().add(plan(hook_kind::command))).error(),
            chat::refusal(chat::taken{chat::field::command}));
  EXPECT_TRUE(wait(store_->hooks().answering(owner_, "deploy", room_, at(2'000))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().answering(owner_, "deploy", {1}, at(2'000)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().answering(owner_, "other", room_, at(2'000)))));
}

TEST_F(hook_store_test, a_command_answers_nobody_who_may_not_write_in_the_room) {
  EXPECT_TRUE(wait(store_->hooks().add(plan(hook_kind::command))));
  EXPECT_TRUE(wait(members().add(owner_, room_, {other_}, at(2'000))));
  const auto ask = [&] { return wait(store_->hooks().answering(other_, "deploy", room_, at(5'000))); };
  EXPECT_TRUE(ask());
  EXPECT_TRUE(wait(members().mute(owner_, room_, other_, at(6'000), at(3'000))));
  EXPECT_TRUE(refused<chat::muted>(ask()));
  EXPECT_TRUE(wait(store_->hooks().answering(other_, "deploy", room_, at(6'000)))) << "the mute is over";
  const auto id = std::to_string(room_.value);
  change("update rooms set read_only = 1 where id = " + id);
  EXPECT_TRUE(refused<chat::forbidden>(wait(store_->hooks().answering(other_, "deploy", room_, at(6'000)))));
  EXPECT_TRUE(wait(store_->hooks().answering(owner_, "deploy", room_, at(6'000))));
  change("update rooms set read_only = 0, archived = 1 where id = " + id);
  EXPECT_TRUE(refused<chat::conflict>(wait(store_->hooks().answering(owner_, "deploy", room_, at(6'000)))));
  change("update rooms set archived = 0 where id = " + id);
  EXPECT_TRUE(wait(members().kick(owner_, room_, other_, "", at(6'000))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->hooks().answering(other_, "deploy", room_, at(6'000)))));
}

TEST_F(hook_store_test, lists_the_commands_of_a_room_by_their_words_and_each_word_once) {
  make_role(owner_, chat::server_role::admin);
  const auto named = [&](std::string command, bool everywhere) {
    auto made = plan(hook_kind::command);
    made.command = std::move(command);
    made.everywhere = everywhere;
    if (everywhere) made.rooms.clear();
    return wait(store_->hooks().add(made)).value().id;
  };
  const auto everywhere = named("deploy", true);
  const auto weather = named("weather", true);
  const auto own = named("deploy", false);
  EXPECT_TRUE(wait(store_->hooks().add(plan(hook_kind::outgoing))));
  const auto listed = [&](chat::room_id room) {
    std::vector<chat::hook_id> ids;
    for (const auto& each : wait(store_->hooks().commands_in(room)).value()) ids.push_back(each.id);
    return ids;
  };
  EXPECT_EQ(listed(room_), (std::vector{own, weather}));
  EXPECT_EQ(listed({1}), (std::vector{everywhere, weather}));
}

TEST_F(hook_store_test, a_room_has_so_many_hooks_and_no_more) {
  auto made = plan(hook_kind::outgoing);
  made.most_per_room = 2;
  EXPECT_TRUE(wait(store_->hooks().add(made)));
  EXPECT_TRUE(wait(store_->hooks().add(made)));
  EXPECT_TRUE(refused<chat::forbidden>(wait(store_->hooks().add(made))));
}

TEST_F(hook_store_test, events_are_in_the_outbox_with_the_change_in_order_and_only_where_somebody_listens) {
  const auto hook = wait(store_->hooks().add(plan(hook_kind::outgoing))).value();
  const int before = signals_;
  for (const char* text : {"one", "two", "three"}) EXPECT_TRUE(say(text_of(owner_, text, {}, room_)));
  EXPECT_TRUE(say(text_of(owner_, "elsewhere", {}, {1})));
  const auto rows = waiting(hook.id);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].payload, "one");
  EXPECT_EQ(rows[2].payload, "three");
  EXPECT_EQ(rows[0].what, "message.posted");
  EXPECT_NE(rows[0].token, rows[1].token);
  EXPECT_EQ(signals_ - before, 3);
  EXPECT_EQ(wait(store_->outbox().heads(chat::delivery_kind::webhook, 10))->size(), 1U);
}

TEST_F(hook_store_test, a_message_that_was_not_stored_is_not_told) {
  const auto hook = wait(store_->hooks().add(plan(hook_kind::outgoing))).value();
  EXPECT_TRUE(say(text_of(owner_, "once", "same-id", room_)));
  EXPECT_TRUE(say(text_of(owner_, "once", "same-id", room_)));
  EXPECT_FALSE(say(text_of(other_, "stranger", {}, room_)));
  EXPECT_EQ(waiting(hook.id).size(), 1U);
}

TEST_F(hook_store_test, the_outbox_outlives_the_process) {
  const auto hook = wait(store_->hooks().add(plan(hook_kind::outgoing))).value();
  EXPECT_TRUE(say(text_of(owner_, "kept", {}, room_)));
  open_with_words();
  EXPECT_EQ(waiting(hook.id).size(), 1U);
  EXPECT_TRUE(say(text_of(owner_, "more", {}, room_)));
  EXPECT_EQ(waiting(hook.id).size(), 2U) << "hooks are known after a start";
}

TEST_F(hook_store_test, a_delivery_waits_is_given_up_is_sent_again_and_is_crossed_out) {
  const auto hook = wait(store_->hooks().add(plan(hook_kind::outgoing))).value();
  EXPECT_TRUE(say(text_of(owner_, "x", {}, room_)));
  const auto id = waiting(hook.id).front().id;
  auto& outbox = store_->outbox();
  EXPECT_TRUE(wait(outbox.postpone(id, at(9'000), "status 500")));
  auto row = waiting(hook.id).front();
  EXPECT_EQ(row.attempts, 1);
  EXPECT_EQ(row.next, at(9'000));
  EXPECT_EQ(row.last_error, "status 500");

  EXPECT_TRUE(refused<chat::not_found>(wait(outbox.resend(chat::delivery_kind::webhook, hook.id.value, id, at(1)))));
  EXPECT_TRUE(wait(outbox.give_up(id, "too old")));
  EXPECT_TRUE(waiting(hook.id).empty());
  const auto listed = wait(outbox.list(chat::delivery_kind::webhook, hook.id.value, {0}, 10)).value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_TRUE(listed.front().dead);

  EXPECT_TRUE(
      refused<chat::not_found>(wait(outbox.resend(chat::delivery_kind::webhook, hook.id.value + 1, id, at(10'000)))));
  const int before = signals_;
  EXPECT_TRUE(wait(outbox.resend(chat::delivery_kind::webhook, hook.id.value, id, at(10'000))));
  EXPECT_EQ(signals_ - before, 1);
  row = waiting(hook.id).front();
  EXPECT_EQ(row.attempts, 0);
  EXPECT_EQ(row.created, at(10'000)) << "it has its whole time again";
  EXPECT_TRUE(wait(outbox.finish(id)));
  EXPECT_TRUE(wait(outbox.list(chat::delivery_kind::webhook, hook.id.value, {0}, 10))->empty());
}

}  // namespace
}  // namespace webchats::store
