#include "store/room_store.hpp"

#include "fixture.hpp"

namespace webchats::store {

namespace {

class room_store : public store_test {
 protected:
  chat::outcome<chat::joined_room> make(chat::user_id creator, chat::room_kind kind, std::size_t most = 100) {
    return wait(rooms().create({"a room", "a topic", kind, creator, at(9), most}));
  }
};

TEST_F(room_store, makes_everybody_who_registers_a_member_of_the_open_rooms) {
  const auto anna = person("anna");
  const auto mine = wait(rooms().rooms_of(anna));
  ASSERT_EQ(mine->size(), 2);
  EXPECT_EQ(mine->at(0).room.name, "聊天室1");
  EXPECT_EQ(mine->at(1).room.classic_number, 2);
  EXPECT_EQ(mine->at(0).role, chat::member_role::member);
}

TEST_F(room_store, does_not_count_as_unread_what_was_said_before_one_came) {
  const auto anna = person("anna");
  ASSERT_TRUE(say(text_of(anna, "early")));
  const auto ben = person("ben");
  EXPECT_EQ(room_of(ben, {1}).where().unread(), 0);
  ASSERT_TRUE(say(text_of(anna, "late")));
  EXPECT_EQ(room_of(ben, {1}).where().unread(), 1);
}

TEST_F(room_store, shows_the_last_message_of_each_room) {
  const auto anna = person("anna");
  EXPECT_FALSE(room_of(anna, {1}).last_message);
  ASSERT_TRUE(say(text_of(anna, "first")));
  ASSERT_TRUE(say(text_of(anna, "last")));
  const auto mine = wait(rooms().rooms_of(anna));
  EXPECT_EQ(mine->at(0).last_message.value().text, "last");
  EXPECT_FALSE(mine->at(1).last_message);
}

TEST_F(room_store, makes_a_creator_the_owner_of_a_room_that_others_may_join) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto made = make(anna, chat::room_kind::open);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->role, chat::member_role::owner);
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().room_for(ben, made->room.id))));
  ASSERT_TRUE(wait(rooms().join(ben, made->room.id, at(10))));
  EXPECT_EQ(room_of(ben, made->room.id).role, chat::member_role::member);
  EXPECT_EQ(room_of(ben, made->room.id).room.members, 2);
  const auto told = sink_.of<chat::room_created>();
  ASSERT_EQ(told.size(), 1);
  EXPECT_EQ(told[0].room.id, made->room.id);
  EXPECT_EQ(told[0].members, std::vector{anna});
}

TEST_F(room_store, keeps_a_closed_room_to_its_creator) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto made = make(anna, chat::room_kind::closed);
  EXPECT_EQ(wait(rooms().rooms_of(ben))->size(), 2);
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().room_for(ben, made->room.id))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().join(ben, made->room.id, at(10)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().members_of(ben, made->room.id))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().leave(ben, made->room.id))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().update(ben, made->room.id, {"mine", {}}))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().mark_read(ben, made->room.id, {1}))));
  EXPECT_EQ(wait(rooms().members_of(anna, made->room.id))->size(), 1);
}

TEST_F(room_store, bounds_how_many_rooms_one_person_owns) {
  const auto anna = person("anna");
  ASSERT_TRUE(make(anna, chat::room_kind::closed, 2));
  ASSERT_TRUE(make(anna, chat::room_kind::closed, 2));
  EXPECT_TRUE(refused<chat::forbidden>(make(anna, chat::room_kind::closed, 2)));
}

TEST_F(room_store, lets_people_leave_an_open_room_and_come_back) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  ASSERT_TRUE(wait(rooms().leave(ben, {1})));
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().room_for(ben, {1}))));
  ASSERT_TRUE(say(text_of(anna, "while ben is away")));
  const auto back = wait(rooms().join(ben, {1}, at(20)));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->where().unread(), 0);
  EXPECT_TRUE(wait(rooms().join(ben, {1}, at(21))));
  const auto told = sink_.of<chat::member_changed>();
  ASSERT_EQ(told.size(), 2);
  EXPECT_EQ(told[0].change, chat::member_change::left);
  EXPECT_EQ(told[0].members, 1);
  EXPECT_EQ(told[1].change, chat::member_change::joined);
  EXPECT_EQ(told[1].user.name, "ben");
  EXPECT_EQ(told[1].version, told[0].version + 1);
  EXPECT_EQ(told[1].members, 2);
}

TEST_F(room_store, lets_only_an_owner_change_a_room_and_counts_the_changes) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto made = make(anna, chat::room_kind::open);
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().update(ben, made->room.id, {"taken over", {}}))));
  const auto changed = wait(rooms().update(anna, made->room.id, {"better name", {}}));
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->room.name, "better name");
  EXPECT_EQ(changed->room.topic, "a topic");
  EXPECT_EQ(changed->room.version, made->room.version + 1);
  EXPECT_EQ(sink_.of<chat::room_updated>().at(0).room.version, changed->room.version);
}

TEST_F(room_store, moves_read_markers_forward_only_and_not_beyond_the_last_message) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(say(text_of(anna, "x")));
  auto moved = wait(rooms().mark_read(ben, {1}, {3}));
  EXPECT_EQ(moved->where.last_read.value, 3);
  EXPECT_EQ(moved->where.unread(), 2);
  EXPECT_EQ(wait(rooms().mark_read(ben, {1}, {2}))->where.last_read.value, 3);
  EXPECT_EQ(wait(rooms().mark_read(ben, {1}, {999}))->where.last_read.value, 5);
  EXPECT_EQ(sink_.of<chat::read_moved>().size(), 2);
  open();
  EXPECT_EQ(room_of(ben, {1}).last_read.value, 5);
}

TEST_F(room_store, never_moves_an_author_back_who_marks_right_after_writing) {
  const auto anna = person("anna");
  for (int round = 0; round < 20; ++round) {
    boost::asio::io_context loop{1};
    std::int64_t sent = 0;
    std::optional<chat::reading> marked;
    boost::asio::co_spawn(loop, messages().append(text_of(anna, "x")),
                          [&](std::exception_ptr, auto result) { sent = result->seq.value; });
    boost::asio::co_spawn(loop, rooms().mark_read(anna, {1}, {1}),
                          [&](std::exception_ptr, auto result) { marked = result->where; });
    loop.run();
    EXPECT_EQ(marked->last_read.value, sent);
    EXPECT_EQ(room_of(anna, {1}).where().unread(), 0);
  }
}

TEST_F(room_store, sees_messages_of_the_same_transaction_when_it_marks_and_joins) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  // However the writer groups them: what is answered to each is consistent with what is stored in the end.
  for (int round = 0; round < 20; ++round) {
    boost::asio::io_context loop{1};
    std::optional<chat::reading> marked;
    std::int64_t sent = 0;
    boost::asio::co_spawn(loop, messages().append(text_of(anna, "x")),
                          [&](std::exception_ptr, auto result) { sent = result->seq.value; });
    boost::asio::co_spawn(loop, rooms().mark_read(ben, {1}, {1'000'000}),
                          [&](std::exception_ptr, auto result) { marked = result->where; });
    loop.run();
    EXPECT_EQ(marked->last_read, marked->last_seq);
    EXPECT_EQ(marked->last_seq.value, sent);
    EXPECT_EQ(room_of(ben, {1}).where().unread(), 0);
  }
}

}  // namespace

}  // namespace webchats::store
