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
  EXPECT_TRUE(refused<chat::not_found>(wait(members().members_of(ben, made->room.id, {}, at(10)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().leave(ben, made->room.id, at(10)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().update(ben, made->room.id, {.name = "mine"}, at(10)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().archive(ben, made->room.id, chat::archiving::archive, at(10)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().mark_read(ben, made->room.id, {1}))));
  EXPECT_EQ(wait(members().members_of(anna, made->room.id, {}, at(10)))->members.size(), 1);
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
  ASSERT_TRUE(wait(rooms().leave(ben, {1}, at(15))));
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().room_for(ben, {1}))));
  ASSERT_TRUE(say(text_of(anna, "while ben is away")));
  const auto back = wait(rooms().join(ben, {1}, at(20)));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->where().unread(), 0);
  EXPECT_EQ(back->room.last_seq.value, 3);
  EXPECT_TRUE(wait(rooms().join(ben, {1}, at(21))));
  EXPECT_EQ(system_texts({1}), (std::vector<std::string>{R"({"type":"member_left","user":{"id":2,"name":"ben"}})",
                                                         R"({"type":"member_joined","user":{"id":2,"name":"ben"}})"}));
  const auto told = sink_.of<chat::member_changed>();
  ASSERT_EQ(told.size(), 2);
  EXPECT_EQ(told[0].change, chat::member_change::left);
  EXPECT_EQ(told[0].members, 1);
  EXPECT_EQ(told[1].change, chat::member_change::joined);
  EXPECT_EQ(told[1].user.name, "ben");
  EXPECT_EQ(told[1].version, told[0].version + 1);
  EXPECT_EQ(told[1].members, 2);
  EXPECT_FALSE(told[0].entered);
  EXPECT_EQ(told[1].entered.value().version, told[1].version);
}

TEST_F(room_store, lets_only_an_owner_change_a_room_and_counts_the_changes) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto made = make(anna, chat::room_kind::open);
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().update(ben, made->room.id, {.name = "taken over"}, at(10)))));
  const auto changed = wait(rooms().update(anna, made->room.id, {.name = "better name"}, at(10)));
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->now.name, "better name");
  EXPECT_EQ(changed->now.topic, "a topic");
  EXPECT_EQ(changed->now.version, made->room.version + 1);
  EXPECT_EQ(changed->mine.value().room, changed->now);
  EXPECT_EQ(sink_.of<chat::room_updated>().at(0).room, changed->now);
  EXPECT_EQ(system_texts(made->room.id),
            std::vector<std::string>{R"({"type":"room_renamed","user":{"id":1,"name":"anna"},"name":"better name"})"});
}

TEST_F(room_store, tells_nothing_of_a_change_that_changes_nothing) {
  const auto anna = person("anna");
  const auto made = make(anna, chat::room_kind::open);
  const auto same = wait(rooms().update(anna, made->room.id, {.name = "a room", .read_only = false}, at(10)));
  EXPECT_EQ(same->now, made->room);
  EXPECT_TRUE(sink_.of<chat::room_updated>().empty());
  EXPECT_TRUE(system_texts(made->room.id).empty());
}

TEST_F(room_store, lets_a_moderator_change_all_but_the_kind) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto room = make(anna, chat::room_kind::open)->room.id;
  ASSERT_TRUE(wait(rooms().join(ben, room, at(10))));
  ASSERT_TRUE(wait(members().give_role(anna, room, ben, chat::member_role::moderator, at(11))));
  using namespace std::chrono_literals;
  const auto changed = wait(rooms().update(ben, room, {.topic = "t", .read_only = true, .slow = 30s}, at(12)));
  ASSERT_TRUE(changed);
  EXPECT_TRUE(changed->now.read_only);
  EXPECT_EQ(changed->now.slow, 30s);
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().update(ben, room, {.kind = chat::room_kind::closed}, at(13)))));
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().archive(ben, room, chat::archiving::archive, at(13)))));
  EXPECT_EQ(wait(rooms().update(anna, room, {.kind = chat::room_kind::closed}, at(13)))->now.kind,
            chat::room_kind::closed);
}

TEST_F(room_store, keeps_a_room_that_everybody_is_in_open) {
  const auto anna = person("anna");
  make_role(anna, chat::server_role::admin);
  EXPECT_TRUE(refused<chat::conflict>(wait(rooms().update(anna, {1}, {.kind = chat::room_kind::closed}, at(10)))));
  EXPECT_TRUE(wait(rooms().update(anna, {1}, {.topic = "welcome"}, at(10))));
}

TEST_F(room_store, lets_staff_change_an_open_room_they_are_not_in) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  make_role(ben, chat::server_role::owner);
  const auto open = make(anna, chat::room_kind::open)->room.id;
  const auto closed = make(anna, chat::room_kind::closed)->room.id;
  const auto changed = wait(rooms().archive(ben, open, chat::archiving::archive, at(10)));
  ASSERT_TRUE(changed);
  EXPECT_TRUE(changed->now.archived);
  EXPECT_FALSE(changed->mine);
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().archive(ben, closed, chat::archiving::archive, at(10)))));
}

TEST_F(room_store, only_reads_in_an_archived_room_until_it_is_open_again) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto room = make(anna, chat::room_kind::open)->room.id;
  ASSERT_TRUE(wait(rooms().archive(anna, room, chat::archiving::archive, at(10))));
  EXPECT_TRUE(refused<chat::conflict>(say(text_of(anna, "x", {}, room))));
  EXPECT_TRUE(refused<chat::conflict>(wait(rooms().join(ben, room, at(11)))));
  EXPECT_TRUE(wait(messages().history(anna, room, {})));
  ASSERT_TRUE(wait(rooms().archive(anna, room, chat::archiving::open_again, at(12))));
  EXPECT_TRUE(say(text_of(anna, "x", {}, room)));
  EXPECT_TRUE(wait(rooms().join(ben, room, at(13))));
}

TEST_F(room_store, does_not_let_the_last_owner_go_while_others_are_there) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto room = make(anna, chat::room_kind::open)->room.id;
  ASSERT_TRUE(wait(rooms().join(ben, room, at(10))));
  EXPECT_TRUE(refused<chat::conflict>(wait(rooms().leave(anna, room, at(11)))));
  ASSERT_TRUE(wait(members().give_role(anna, room, ben, chat::member_role::owner, at(12))));
  EXPECT_TRUE(wait(rooms().leave(anna, room, at(13))));
  EXPECT_TRUE(wait(rooms().leave(ben, room, at(14))));
  EXPECT_TRUE(sink_.of<chat::room_updated>().at(0).room.archived);
  EXPECT_TRUE(refused<chat::conflict>(wait(rooms().join(anna, room, at(15)))));
}

TEST_F(room_store, lists_the_open_rooms_that_are_not_archived) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto open = make(anna, chat::room_kind::open)->room.id;
  (void)make(anna, chat::room_kind::closed);
  const auto archived = make(anna, chat::room_kind::open)->room.id;
  ASSERT_TRUE(wait(rooms().archive(anna, archived, chat::archiving::archive, at(10))));
  const auto all = wait(rooms().directory(ben, {}));
  ASSERT_EQ(all->rooms.size(), 3);
  EXPECT_EQ(all->rooms.at(2).id, open);
  EXPECT_FALSE(all->more);
  const auto first = wait(rooms().directory(ben, {.limit = 2}));
  EXPECT_EQ(first->rooms.size(), 2);
  EXPECT_TRUE(first->more);
  EXPECT_EQ(wait(rooms().directory(ben, {.after = 2}))->rooms.at(0).id, open);
  EXPECT_EQ(wait(rooms().directory(ben, {.part = "A RO"}))->rooms.at(0).id, open);
  EXPECT_EQ(wait(rooms().directory(ben, {.part = "聊天"}))->rooms.size(), 2);
  EXPECT_TRUE(wait(rooms().directory(ben, {.part = "%"}))->rooms.empty());
  make_role(ben, chat::server_role::guest);
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().directory(ben, {}))));
}

TEST_F(room_store, lets_no_guest_join_by_themselves_or_make_a_room) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  make_role(ben, chat::server_role::guest);
  const auto open = make(anna, chat::room_kind::open)->room.id;
  const auto closed = make(anna, chat::room_kind::closed)->room.id;
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().join(ben, open, at(10)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().join(ben, closed, at(10)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().join(ben, {999}, at(10)))));
  EXPECT_TRUE(refused<chat::forbidden>(make(ben, chat::room_kind::open)));
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().direct(ben, {anna}, at(10)))));
}

TEST_F(room_store, has_one_direct_room_for_the_same_people) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto cleo = person("cleo");
  const auto two = wait(rooms().direct(anna, {ben}, at(10)));
  ASSERT_TRUE(two);
  EXPECT_EQ(two->room.kind, chat::room_kind::direct);
  EXPECT_EQ(two->room.name, "");
  EXPECT_EQ(two->room.members, 2);
  EXPECT_EQ(two->people.at(0).name, "ben");
  EXPECT_EQ(wait(rooms().direct(ben, {anna}, at(11)))->room.id, two->room.id);
  const auto three = wait(rooms().direct(cleo, {anna, ben}, at(12)));
  EXPECT_NE(three->room.id, two->room.id);
  EXPECT_EQ(wait(rooms().direct(anna, {ben, cleo}, at(13)))->room.id, three->room.id);
  EXPECT_EQ(sink_.of<chat::room_created>().size(), 2);
  EXPECT_EQ(sink_.of<chat::room_created>().at(0).members, (std::vector{anna, ben}));
  EXPECT_TRUE(refused<chat::invalid>(wait(rooms().direct(anna, {{999}}, at(14)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().join(cleo, two->room.id, at(15)))));
}

TEST_F(room_store, brings_back_into_a_room_of_two_who_left_it) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto room = wait(rooms().direct(anna, {ben}, at(10)))->room.id;
  ASSERT_TRUE(wait(rooms().leave(ben, room, at(11))));
  ASSERT_TRUE(wait(rooms().leave(anna, room, at(12))));
  const auto again = wait(rooms().direct(anna, {ben}, at(13)));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->room.id, room);
  EXPECT_FALSE(again->room.archived);
  EXPECT_EQ(again->room.members, 2);
  EXPECT_TRUE(say(text_of(ben, "x", {}, room)));
}

TEST_F(room_store, opens_no_direct_room_where_one_has_blocked_the_other) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto cleo = person("cleo");
  const auto room = wait(rooms().direct(anna, {ben}, at(10)))->room.id;
  const auto three = wait(rooms().direct(anna, {ben, cleo}, at(10)))->room.id;
  block(ben, anna);
  for (const auto one : {anna, ben}) {
    const auto other = one == anna ? ben : anna;
    EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().direct(one, {other}, at(11)))));
    EXPECT_TRUE(refused<chat::forbidden>(say(text_of(one, "x", {}, room))));
    EXPECT_TRUE(wait(messages().history(one, room, {})));
  }
  EXPECT_TRUE(refused<chat::forbidden>(wait(rooms().direct(anna, {ben, cleo}, at(12)))));
  EXPECT_TRUE(say(text_of(anna, "x", {}, three)));
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
