#include "store/invite_store.hpp"

#include "fixture.hpp"

namespace webchats::store {

namespace {

using chat::room_kind;

class invite_store : public store_test {
 protected:
  chat::room_id room(room_kind kind) { return wait(rooms().create({"a room", "", kind, anna_, at(9), 100}))->room.id; }
  chat::outcome<chat::invite> link(const std::string& code, std::optional<chat::room_id> to,
                                   std::optional<std::int64_t> uses = {}, std::size_t most = 100) {
    return link_of(anna_, code, to, uses, most);
  }
  chat::outcome<chat::invite> link_of(chat::user_id creator, const std::string& code, std::optional<chat::room_id> to,
                                      std::optional<std::int64_t> uses = {}, std::size_t most = 100) {
    return wait(invites().add({.code_hash = code,
                               .room = to,
                               .creator = creator,
                               .created = at(10),
                               .expires = at(100),
                               .uses = uses,
                               .most = most}));
  }

  chat::user_id anna_ = person("anna");
  chat::user_id ben_ = person("ben");
  chat::user_id cleo_ = person("cleo");
};

TEST_F(invite_store, lets_people_into_a_closed_room_as_often_as_said) {
  const auto closed = room(room_kind::closed);
  ASSERT_TRUE(link("h", closed, 1));
  const auto joined = wait(invites().join(ben_, "h", at(20)));
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->room.id, closed);
  EXPECT_EQ(joined->room.members, 2);
  // A member uses nothing up, and gets in when nothing is left.
  EXPECT_TRUE(wait(invites().join(ben_, "h", at(21))));
  EXPECT_TRUE(refused<chat::gone>(wait(invites().join(cleo_, "h", at(22)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(invites().join(cleo_, "other", at(22)))));
}

TEST_F(invite_store, ends_by_time) {
  ASSERT_TRUE(link("h", room(room_kind::closed)));
  EXPECT_TRUE(refused<chat::gone>(wait(invites().join(ben_, "h", at(100)))));
  EXPECT_TRUE(wait(invites().join(ben_, "h", at(99))));
  EXPECT_EQ(wait(invites().list(anna_, at(99)))->size(), 1);
  EXPECT_TRUE(wait(invites().list(anna_, at(100)))->empty());
}

TEST_F(invite_store, lets_guests_in_but_nobody_who_is_banned) {
  const auto open = room(room_kind::open);
  const auto closed = room(room_kind::closed);
  make_role(cleo_, chat::server_role::guest);
  ASSERT_TRUE(link("open", open));
  ASSERT_TRUE(link("closed", closed, 5));
  EXPECT_TRUE(wait(invites().join(cleo_, "open", at(20))));
  for (const auto each : {open, closed}) {
    ASSERT_TRUE(wait(members().ban(anna_, each, {.subject = ben_, .reason = {}, .time = at(21)})));
  }
  EXPECT_TRUE(refused<chat::banned>(wait(invites().join(ben_, "open", at(22)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(invites().join(ben_, "closed", at(22)))));
  EXPECT_EQ(wait(invites().list(anna_, at(23)))->at(0).uses_left, 5);
}

TEST_F(invite_store, is_made_by_members_who_may_invite_and_by_not_too_many) {
  const auto closed = room(room_kind::closed);
  EXPECT_TRUE(refused<chat::not_found>(link_of(ben_, "b", closed)));
  EXPECT_TRUE(refused<chat::not_found>(link("m", chat::room_id{999})));
  EXPECT_TRUE(refused<chat::forbidden>(link("d", wait(rooms().direct(anna_, {ben_}, at(9)))->room.id)));
  ASSERT_TRUE(link("h1", closed, {}, 1));
  EXPECT_TRUE(refused<chat::forbidden>(link("h2", closed, {}, 1)));
  make_role(ben_, chat::server_role::guest);
  EXPECT_TRUE(refused<chat::forbidden>(link_of(ben_, "s", std::nullopt)));
}

TEST_F(invite_store, is_ended_by_its_maker_and_by_moderators) {
  const auto closed = room(room_kind::closed);
  ASSERT_TRUE(wait(members().add(anna_, closed, {ben_, cleo_}, at(9))));
  const auto made = link_of(ben_, "b", closed);
  ASSERT_TRUE(made);
  EXPECT_TRUE(wait(invites().list(cleo_, at(20)))->empty());
  EXPECT_TRUE(refused<chat::not_found>(wait(invites().remove(cleo_, made->id, at(20)))));
  EXPECT_EQ(wait(invites().list(anna_, at(20)))->size(), 1);
  EXPECT_TRUE(wait(invites().remove(anna_, made->id, at(20))));
  EXPECT_TRUE(refused<chat::not_found>(wait(invites().remove(ben_, made->id, at(20)))));
}

TEST_F(invite_store, to_the_server_opens_no_room_and_is_seen_by_its_admins) {
  const auto made = link_of(ben_, "s", std::nullopt);
  ASSERT_TRUE(made);
  EXPECT_TRUE(refused<chat::not_found>(wait(invites().join(cleo_, "s", at(20)))));
  EXPECT_TRUE(wait(invites().list(anna_, at(20)))->empty());
  make_role(anna_, chat::server_role::admin);
  EXPECT_EQ(wait(invites().list(anna_, at(20)))->size(), 1);
  EXPECT_TRUE(wait(invites().remove(anna_, made->id, at(20))));
}

TEST_F(invite_store, shows_where_it_leads_and_whether_it_still_does) {
  const auto closed = room(room_kind::closed);
  ASSERT_TRUE(link("h", closed, 1));
  ASSERT_TRUE(link_of(ben_, "s", std::nullopt));
  const auto face = wait(invites().look("h", at(20)));
  EXPECT_EQ(face->room, "a room");
  EXPECT_EQ(face->inviter, "anna");
  EXPECT_TRUE(face->valid);
  EXPECT_FALSE(wait(invites().look("s", at(20)))->room);
  EXPECT_FALSE(wait(invites().look("h", at(100)))->valid);
  ASSERT_TRUE(wait(invites().join(ben_, "h", at(21))));
  EXPECT_FALSE(wait(invites().look("h", at(22)))->valid);
  EXPECT_TRUE(refused<chat::not_found>(wait(invites().look("none", at(22)))));
}

}  // namespace

}  // namespace webchats::store
