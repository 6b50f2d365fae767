#include "store/robot_store.hpp"

#include <gmock/gmock.h>

#include "fixture.hpp"

namespace webchats::store {
namespace {

using testing::ElementsAre;

class robot_store_test : public store_test {
 protected:
  auto entry(chat::room_id room, chat::user_id asker = {}) {
    return wait(store_->robot().enter(room, asker, "大白", at(5'000)));
  }
  chat::outcome<chat::user> enter(chat::room_id room) {
    auto entered = entry(room);
    if (!entered) return std::unexpected(entered.error());
    return std::move(entered->self);
  }
};

TEST_F(robot_store_test, makes_the_account_once_and_enters_a_room_once) {
  const auto anna = person("anna");
  EXPECT_FALSE(store_->robot().load());
  const auto before = room_of(anna, {1}).room.members;
  const auto robot = enter({1});
  ASSERT_TRUE(robot);
  EXPECT_EQ(robot->name, "大白");
  EXPECT_EQ(robot->role, chat::server_role::bot);
  EXPECT_EQ(room_of(anna, {1}).room.members, before + 1);
  EXPECT_EQ(enter({1})->id, robot->id);
  EXPECT_EQ(room_of(anna, {1}).room.members, before + 1);
  EXPECT_EQ(store_->robot().load().value().who.id, robot->id);
  EXPECT_TRUE(refused<chat::not_found>(enter({99})));
}

TEST_F(robot_store_test, learns_the_language_that_its_asker_chose) {
  const auto anna = person("anna");
  EXPECT_EQ(entry({1}, anna)->asker_speaks, "");
  change("update users set language = 'zh-TW' where id = " + std::to_string(anna.value));
  EXPECT_EQ(entry({1}, anna)->asker_speaks, "zh-TW");
}

TEST_F(robot_store_test, is_nobody_who_has_its_address) {
  const auto anna = person("anna");
  change("update users set email = 'robot@bots.invalid' where id = " + std::to_string(anna.value));
  EXPECT_FALSE(store_->robot().load());
  EXPECT_FALSE(enter({1}));
}

TEST_F(robot_store_test, keeps_out_of_where_it_is_banned_and_of_what_is_between_people) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  make_role(anna, chat::server_role::admin);
  const auto robot = enter({1});
  ASSERT_TRUE(robot);
  change("insert into bans (room_id, user_id, actor, reason, time, expires) values (1, " +
         std::to_string(robot->id.value) + ", " + std::to_string(anna.value) + ", '', 0, 0)");
  change("delete from members where room_id = 1 and user_id = " + std::to_string(robot->id.value));
  EXPECT_TRUE(refused<chat::forbidden>(enter({1})));

  const auto between = wait(rooms().direct(anna, {ben}, at(6'000)));
  ASSERT_TRUE(between);
  EXPECT_TRUE(refused<chat::forbidden>(enter(between->room.id)));
  const auto talk = wait(rooms().direct(anna, {robot->id}, at(7'000)));
  ASSERT_TRUE(talk);
  EXPECT_TRUE(enter(talk->room.id));
  EXPECT_THAT(store_->robot().load().value().direct, ElementsAre(talk->room.id));
}

}  // namespace
}  // namespace webchats::store
