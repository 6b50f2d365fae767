#include "store/bot_store.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace webchats::store {
namespace {

using bot_store_test = store_test;

chat::access reads_messages() {
  chat::access may;
  may.grant(chat::scope::messages_read);
  may.rooms = {{1}, {7}};
  return may;
}

TEST(bot_rooms, are_kept_as_text) {
  EXPECT_EQ(rooms_text({}), "");
  EXPECT_EQ(rooms_text({{1}, {23}}), "1,23");
  EXPECT_EQ(rooms_in("1,23"), (std::vector<chat::room_id>{{1}, {23}}));
  EXPECT_TRUE(rooms_in("").empty());
}

TEST_F(bot_store_test, a_bot_is_its_owners_and_in_no_room) {
  const auto owner = person("owner");
  const auto other = person("other");
  const auto made = wait(store_->bots().add({.owner = owner, .name = "helper", .created = at(2'000)}));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->who.role, chat::server_role::bot);
  EXPECT_TRUE(wait(rooms().rooms_of(made->who.id))->empty());
  EXPECT_EQ(wait(store_->bots().list(owner))->size(), 1U);
  EXPECT_TRUE(wait(store_->bots().list(other))->empty());
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->bots().get(other, made->who.id))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->bots().get(owner, other)))) << "a person is no bot";
}

TEST_F(bot_store_test, nobody_seems_to_be_a_bot_and_no_bot_seems_to_be_staff) {
  const auto owner = person("owner");
  make_role(owner, chat::server_role::admin);
  ASSERT_TRUE(wait(store_->people().change(owner, {.name = "Olga"}, at(2))));
  const auto add = [&](std::string name) {
    return wait(store_->bots().add({.owner = owner, .name = std::move(name), .created = at(2'000)}));
  };
  const auto made = add("Helper");
  ASSERT_TRUE(made);
  EXPECT_TRUE(refused<chat::invalid>(add("OLGA")));
  EXPECT_TRUE(refused<chat::invalid>(add("H\u0435lper"))) << "with a Cyrillic letter";
  const auto anna = person("anna");
  EXPECT_TRUE(refused<chat::invalid>(wait(store_->people().change(anna, {.name = "hel per"}, at(3)))));
  ASSERT_TRUE(wait(store_->bots().remove(owner, made->who.id, at(2'500))));
  EXPECT_TRUE(wait(store_->people().change(anna, {.name = "hel per"}, at(4)))) << "it is gone";
}

TEST_F(bot_store_test, a_bot_from_before_looks_were_kept_gets_one) {
  const auto owner = person("owner");
  ASSERT_TRUE(wait(store_->bots().add({.owner = owner, .name = "Helper", .created = at(2'000)})));
  change("update users set name_look = '', name_claim = null");
  close();
  open();
  EXPECT_TRUE(refused<chat::invalid>(wait(store_->people().change(owner, {.name = "HELPER"}, at(3)))));
}

TEST_F(bot_store_test, a_bot_has_no_bots) {
  const auto owner = person("owner");
  const auto made = wait(store_->bots().add({.owner = owner, .name = "helper", .created = at(2'000)})).value();
  EXPECT_TRUE(refused<chat::forbidden>(
      wait(store_->bots().add({.owner = made.who.id, .name = "child", .created = at(2'000)}))));
}

TEST_F(bot_store_test, a_token_is_a_session_with_bounds) {
  const auto owner = person("owner");
  const auto made = wait(store_->bots().add({.owner = owner, .name = "helper", .created = at(2'000)})).value();
  const auto token = wait(store_->bots().add_token(
      owner, made.who.id, {.token_hash = "hash", .label = "ci", .may = reads_messages(), .created = at(3'000)}));
  ASSERT_TRUE(token);
  const auto session = wait(accounts().session_by_token("hash"));
  ASSERT_TRUE(session);
  EXPECT_EQ(session->me.who.id, made.who.id);
  EXPECT_EQ(session->session.may, reads_messages());
  EXPECT_FALSE(wait(accounts().session_by_token("token of owner"))->session.may) << "a person's has none";
  EXPECT_EQ(wait(store_->bots().tokens(owner, made.who.id))->front().label, "ci");
  EXPECT_TRUE(wait(accounts().end_session(made.who.id, token->id, chat::revocation::revoked)));
  EXPECT_TRUE(wait(store_->bots().tokens(owner, made.who.id))->empty());
}

TEST_F(bot_store_test, enters_and_leaves_rooms_by_those_who_may_invite) {
  const auto owner = person("owner");
  const auto room =
      wait(rooms().create(
               {.name = "r", .topic = "", .kind = chat::room_kind::closed, .creator = owner, .created = at(1'000)}))
          ->room.id;
  const auto made = wait(store_->bots().add({.owner = owner, .name = "helper", .created = at(2'000)})).value();
  EXPECT_TRUE(wait(store_->bots().enter(owner, made.who.id, room, at(3'000))));
  EXPECT_TRUE(wait(store_->bots().enter(owner, made.who.id, room, at(3'000)))) << "twice is once";
  EXPECT_EQ(room_of(owner, room).room.members, 2);
  EXPECT_TRUE(say(text_of(made.who.id, "hi", {}, room)));
  EXPECT_TRUE(wait(store_->bots().leave(owner, made.who.id, room)));
  EXPECT_EQ(room_of(owner, room).room.members, 1);
  EXPECT_FALSE(say(text_of(made.who.id, "hi", {}, room)));
  const auto other = person("other");
  const auto theirs = wait(store_->bots().add({.owner = other, .name = "spy", .created = at(2'000)})).value();
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->bots().enter(other, theirs.who.id, room, at(3'000)))));
}

TEST_F(bot_store_test, a_removed_bot_is_gone_but_for_its_words) {
  const auto owner = person("owner");
  const auto made = wait(store_->bots().add({.owner = owner, .name = "helper", .created = at(2'000)})).value();
  EXPECT_TRUE(wait(store_->bots().add_token(
      owner, made.who.id, {.token_hash = "hash", .label = "ci", .may = reads_messages(), .created = at(3'000)})));
  EXPECT_TRUE(wait(store_->bots().remove(owner, made.who.id, at(2))));
  EXPECT_TRUE(wait(store_->bots().list(owner))->empty());
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().session_by_token("hash"))));
}

}  // namespace
}  // namespace webchats::store
