#include "store/member_store.hpp"

#include "fixture.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

using namespace std::chrono_literals;
using chat::member_role;
using chat::room_kind;

class member_store : public store_test {
 protected:
  /// A room of anna with ben in it.
  chat::room_id room_with(room_kind kind) {
    const auto room = wait(rooms().create({"a room", "", kind, anna_, at(9), 100}))->room.id;
    EXPECT_EQ(*wait(members().add(anna_, room, {ben_}, at(9))), std::vector{ben_});
    return room;
  }
  chat::outcome<void> ban(chat::user_id actor, chat::room_id room, chat::user_id subject,
                          std::optional<chat::instant> expires = {}) {
    return wait(members().ban(actor, room, {.subject = subject, .reason = "spam", .time = at(20), .expires = expires}));
  }
  std::vector<chat::user_id> people_of(chat::room_id room, chat::list_range range = {}) {
    std::vector<chat::user_id> people;
    for (const auto& each : wait(members().members_of(anna_, room, std::move(range), at(50)))->members) {
      people.push_back(each.who.id);
    }
    return people;
  }

  chat::user_id anna_ = person("anna");
  chat::user_id ben_ = person("ben");
  chat::user_id cleo_ = person("Cleo");
};

TEST_F(member_store, adds_those_who_may_be_added_and_tells_each) {
  const auto room = room_with(room_kind::closed);
  const auto dan = person("dan");
  const auto eve = person("eve");
  ASSERT_TRUE(ban(anna_, room, eve));
  block(dan, anna_);
  EXPECT_EQ(*wait(members().add(anna_, room, {ben_, cleo_, dan, eve, {999}, cleo_}, at(30))), std::vector{cleo_});
  EXPECT_EQ(people_of(room), (std::vector{anna_, ben_, cleo_}));
  const auto told = sink_.of<chat::member_changed>().back();
  EXPECT_EQ(told.user.id, cleo_);
  EXPECT_EQ(told.members, 3);
  EXPECT_EQ(told.entered.value().id, room);
  EXPECT_EQ(system_texts(room).back(), R"({"type":"member_joined","user":{"id":3,"name":"Cleo"}})");
  // Whoever was brought in has the news that they were, and nothing of before.
  EXPECT_EQ(room_of(cleo_, room).where().unread(), 1);
  EXPECT_EQ(room_of(anna_, room).where().unread(), 0);
}

TEST_F(member_store, lists_members_in_pages_and_by_name) {
  const auto room = room_with(room_kind::closed);
  ASSERT_TRUE(wait(members().add(ben_, room, {cleo_}, at(30))));
  ASSERT_TRUE(wait(members().mute(anna_, room, ben_, at(100), at(40))));
  const auto first = wait(members().members_of(anna_, room, {.limit = 2}, at(50)));
  ASSERT_EQ(first->members.size(), 2);
  EXPECT_TRUE(first->more);
  EXPECT_EQ(first->members[0].role, member_role::owner);
  EXPECT_EQ(first->members[1].muted_until, at(100));
  EXPECT_EQ(people_of(room, {.after = ben_.value}), std::vector{cleo_});
  EXPECT_EQ(people_of(room, {.part = "CLE"}), std::vector{cleo_});
  EXPECT_TRUE(people_of(room, {.part = "_"}).empty());
  EXPECT_FALSE(wait(members().members_of(anna_, room, {}, at(100)))->members[1].muted_until);
}

TEST_F(member_store, finds_the_members_among_people) {
  const auto room = room_with(room_kind::closed);
  const auto found = wait(members().members_among(anna_, room, {anna_, ben_, cleo_, {999}}, at(50)));
  ASSERT_EQ(found->size(), 2);
  EXPECT_EQ((*found)[0].role, member_role::owner);
  EXPECT_EQ((*found)[1].who.id, ben_);
  EXPECT_TRUE(refused<chat::not_found>(wait(members().members_among(cleo_, room, {anna_}, at(50)))));
}

TEST_F(member_store, kicks_members_of_lower_rank_only) {
  const auto room = room_with(room_kind::closed);
  ASSERT_TRUE(wait(members().add(anna_, room, {cleo_}, at(30))));
  EXPECT_TRUE(refused<chat::forbidden>(wait(members().kick(ben_, room, cleo_, "", at(31)))));
  ASSERT_TRUE(wait(members().give_role(anna_, room, ben_, member_role::moderator, at(32))));
  EXPECT_TRUE(refused<chat::forbidden>(wait(members().kick(ben_, room, anna_, "", at(33)))));
  EXPECT_TRUE(refused<chat::forbidden>(wait(members().kick(ben_, room, ben_, "", at(33)))));
  ASSERT_TRUE(wait(members().kick(ben_, room, cleo_, "too \"loud\"", at(34))));
  EXPECT_TRUE(refused<chat::not_found>(wait(members().kick(ben_, room, cleo_, "", at(35)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(members().kick(cleo_, room, ben_, "", at(35)))));
  EXPECT_EQ(sink_.of<chat::member_changed>().back().change, chat::member_change::kicked);
  EXPECT_EQ(sink_.of<chat::member_changed>().back().removal.reason, "too \"loud\"");
  EXPECT_EQ(system_texts(room).back(), R"({"type":"member_kicked","user":{"id":3,"name":"Cleo"}})");
  EXPECT_EQ(sink_.of<chat::message_posted>().back().message.author.id, ben_);
}

TEST_F(member_store, keeps_why_somebody_was_kicked_unless_the_room_is_private) {
  const auto open = room_with(room_kind::open);
  const auto closed = room_with(room_kind::closed);
  for (const auto room : {open, closed}) ASSERT_TRUE(wait(members().kick(anna_, room, ben_, "too \"loud\"", at(31))));
  ASSERT_TRUE(wait(members().add(anna_, open, {ben_}, at(32))));
  ASSERT_TRUE(wait(members().kick(anna_, open, ben_, "", at(33))));
  connection sql(scratch_.where(), access::read_only);
  std::vector<std::string> details;
  query<in<>, out<std::string>> all(sql, "select details from audit where action = 'member:kicked' order by id");
  all.each([&](const std::string& one) { details.push_back(one); });
  const auto in_room = [](chat::room_id room) { return R"({"room":)" + std::to_string(room.value); };
  EXPECT_EQ(details,
            (std::vector{in_room(open) + R"(,"reason":"too \"loud\""})", in_room(closed) + "}", in_room(open) + "}"}));
}

TEST_F(member_store, refuses_what_is_sent_after_the_kick_in_the_same_transaction) {
  const auto room = room_with(room_kind::open);
  for (int round = 0; round < 10; ++round) {
    ASSERT_TRUE(wait(rooms().join(ben_, room, at(30))));
    boost::asio::io_context loop{1};
    std::optional<chat::outcome<chat::appended>> sent;
    boost::asio::co_spawn(loop, members().kick(anna_, room, ben_, "", at(31)), [](std::exception_ptr, auto) {});
    boost::asio::co_spawn(loop, messages().append(text_of(ben_, "still here", {}, room)),
                          [&](std::exception_ptr, auto result) { sent = std::move(result); });
    loop.run();
    EXPECT_TRUE(refused<chat::forbidden>(*sent));
  }
}

TEST_F(member_store, keeps_who_is_banned_out_until_the_ban_ends) {
  const auto open = room_with(room_kind::open);
  const auto closed = room_with(room_kind::closed);
  ASSERT_TRUE(ban(anna_, open, ben_, at(100)));
  ASSERT_TRUE(ban(anna_, closed, ben_));
  const auto told = sink_.of<chat::member_changed>();
  EXPECT_EQ(told.back().change, chat::member_change::banned);
  EXPECT_EQ(told.at(told.size() - 2).removal.until, at(100));
  EXPECT_FALSE(told.back().removal.until);
  EXPECT_EQ(told.back().removal.reason, "spam");
  EXPECT_TRUE(refused<chat::forbidden>(say(text_of(ben_, "x", {}, open))));
  EXPECT_TRUE(refused<chat::not_found>(say(text_of(ben_, "x", {}, closed))));
  EXPECT_EQ(wait(rooms().join(ben_, open, at(99))).error(), chat::refusal(chat::banned{at(100)}));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().join(ben_, closed, at(99)))));
  EXPECT_TRUE(wait(members().add(anna_, open, {ben_}, at(99)))->empty());
  EXPECT_TRUE(wait(rooms().join(ben_, open, at(100))));
  ASSERT_TRUE(wait(members().unban(anna_, closed, ben_, at(101))));
  EXPECT_TRUE(wait(members().unban(anna_, closed, ben_, at(101))));
  EXPECT_EQ(*wait(members().add(anna_, closed, {ben_}, at(102))), std::vector{ben_});
}

TEST_F(member_store, bans_strangers_too_and_tells_nobody) {
  const auto room = room_with(room_kind::open);
  const auto told = sink_.all().size();
  ASSERT_TRUE(ban(anna_, room, cleo_));
  EXPECT_EQ(sink_.all().size(), told);
  EXPECT_EQ(wait(rooms().join(cleo_, room, at(21))).error(), chat::refusal(chat::banned{}));
  EXPECT_TRUE(refused<chat::not_found>(ban(anna_, room, {999})));
  EXPECT_TRUE(refused<chat::forbidden>(ban(ben_, room, cleo_)));
}

TEST_F(member_store, shows_bans_to_those_who_may_end_them) {
  const auto room = room_with(room_kind::open);
  ASSERT_TRUE(ban(anna_, room, cleo_, at(100)));
  const auto bans = wait(members().bans_of(anna_, room, {}, at(30)));
  ASSERT_EQ(bans->bans.size(), 1);
  EXPECT_EQ(bans->bans[0].who.name, "Cleo");
  EXPECT_EQ(bans->bans[0].by.name, "anna");
  EXPECT_EQ(bans->bans[0].reason, "spam");
  EXPECT_EQ(bans->bans[0].expires, at(100));
  EXPECT_TRUE(wait(members().bans_of(anna_, room, {}, at(100)))->bans.empty());
  EXPECT_TRUE(refused<chat::forbidden>(wait(members().bans_of(ben_, room, {}, at(30)))));
}

TEST_F(member_store, ends_a_mute_by_time_or_by_word_but_not_by_leaving) {
  const auto room = room_with(room_kind::open);
  ASSERT_TRUE(wait(members().mute(anna_, room, ben_, at(9'000), at(40))));
  EXPECT_EQ(sink_.of<chat::member_changed>().back().muted_until, at(9'000));
  // `text_of` is said at 5,000.
  EXPECT_EQ(say(text_of(ben_, "x", {}, room)).error(), chat::refusal(chat::muted{at(9'000)}));
  ASSERT_TRUE(wait(rooms().leave(ben_, room, at(50))));
  ASSERT_TRUE(wait(rooms().join(ben_, room, at(51))));
  EXPECT_TRUE(refused<chat::muted>(say(text_of(ben_, "x", {}, room))));
  ASSERT_TRUE(wait(members().mute(anna_, room, ben_, at(60), at(60))));
  EXPECT_FALSE(sink_.of<chat::member_changed>().back().muted_until);
  EXPECT_TRUE(say(text_of(ben_, "x", {}, room)));
  ASSERT_TRUE(wait(members().mute(anna_, room, ben_, at(4'000), at(70))));
  EXPECT_TRUE(say(text_of(ben_, "x", {}, room)));
}

TEST_F(member_store, always_leaves_an_owner_and_makes_no_guest_one) {
  const auto room = room_with(room_kind::closed);
  EXPECT_TRUE(refused<chat::conflict>(wait(members().give_role(anna_, room, anna_, member_role::member, at(30)))));
  EXPECT_TRUE(refused<chat::forbidden>(wait(members().give_role(ben_, room, ben_, member_role::owner, at(30)))));
  EXPECT_TRUE(refused<chat::not_found>(wait(members().give_role(anna_, room, cleo_, member_role::owner, at(30)))));
  ASSERT_TRUE(wait(members().give_role(anna_, room, ben_, member_role::owner, at(31))));
  EXPECT_EQ(sink_.of<chat::member_changed>().back().role, member_role::owner);
  ASSERT_TRUE(wait(members().give_role(anna_, room, anna_, member_role::member, at(32))));
  EXPECT_EQ(room_of(anna_, room).role, member_role::member);
  make_role(anna_, chat::server_role::guest);
  EXPECT_TRUE(refused<chat::conflict>(wait(members().give_role(ben_, room, anna_, member_role::moderator, at(33)))));
}

TEST_F(member_store, keeps_the_notification_level_of_a_member) {
  const auto room = room_with(room_kind::closed);
  ASSERT_TRUE(wait(members().set_notify(ben_, room, chat::notify_level::mentions)));
  EXPECT_EQ(room_of(ben_, room).notify, chat::notify_level::mentions);
  EXPECT_EQ(room_of(anna_, room).notify, chat::notify_level::all);
  EXPECT_TRUE(refused<chat::not_found>(wait(members().set_notify(cleo_, room, chat::notify_level::all))));
}

TEST_F(member_store, holds_members_to_the_pace_of_a_slow_room) {
  const auto room = room_with(room_kind::open);
  ASSERT_TRUE(wait(rooms().update(anna_, room, {.slow = 10s}, at(40))));
  const auto say_at = [&](chat::user_id who, std::int64_t ms, std::optional<std::string> client_id = {}) {
    auto sent = text_of(who, "x", std::move(client_id), room);
    sent.time = at(ms);
    return say(std::move(sent));
  };
  const auto first = say_at(ben_, 20'000, "c1");
  ASSERT_TRUE(first);
  EXPECT_EQ(say_at(ben_, 20'001).error(), chat::refusal(chat::rate_limited{10s, chat::pace::slow_mode}));
  EXPECT_EQ(say_at(ben_, 29'500).error(), chat::refusal(chat::rate_limited{1s, chat::pace::slow_mode}));
  EXPECT_EQ(say_at(ben_, 20'002, "c1")->id, first->id);
  for (const auto ms : {20'003, 20'004}) EXPECT_TRUE(say_at(anna_, ms));
  EXPECT_TRUE(say_at(ben_, 30'000));
  ASSERT_TRUE(wait(rooms().update(anna_, room, {.slow = 0s}, at(30'001))));
  EXPECT_TRUE(say_at(ben_, 30'002));
}

TEST_F(member_store, takes_the_links_of_who_is_put_out_with_them) {
  const auto room = room_with(room_kind::closed);
  ASSERT_TRUE(
      wait(invites().add({.code_hash = "h", .room = room, .creator = ben_, .created = at(30), .expires = at(99)})));
  ASSERT_TRUE(wait(members().kick(anna_, room, ben_, "", at(31))));
  EXPECT_TRUE(refused<chat::not_found>(wait(invites().join(cleo_, "h", at(32)))));
}

}  // namespace

}  // namespace webchats::store
