#include "chat/rooms.hpp"

#include <gmock/gmock.h>

#include "chat/enrolment.hpp"

#include "chat/invites.hpp"
#include "chat/members.hpp"
#include "chat/secrets.hpp"
#include "support.hpp"

namespace webchats::chat {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr user_id anna{1};
constexpr user_id ben{2};
constexpr user_id cleo{3};

/// Remembers what it was asked.
class memory_rooms final : public room_repository {
 public:
  flow<std::vector<joined_room>> rooms_of(user_id) override { co_return mine; }
  flow<joined_room> room_for(user_id, room_id) override { co_return joined_room{}; }
  flow<room_page> directory(user_id, list_range range) override {
    listed = std::move(range);
    co_return room_page{};
  }
  flow<joined_room> create(new_room) override { co_return joined_room{}; }
  flow<joined_room> direct(user_id, std::vector<user_id> with, instant) override {
    others = std::move(with);
    co_return joined_room{};
  }
  flow<joined_room> join(user_id, room_id, instant) override { co_return joined_room{}; }
  flow<void> leave(user_id, room_id, instant) override { co_return outcome<void>{}; }
  flow<changed_room> update(user_id, room_id, room_change wanted, instant) override {
    change = std::move(wanted);
    co_return changed_room{};
  }
  flow<changed_room> archive(user_id, room_id, archiving, instant) override { co_return changed_room{}; }
  flow<moved_marker> mark_read(user_id, room_id, seq_no) override { co_return moved_marker{}; }

  std::vector<joined_room> mine;
  list_range listed;
  std::vector<user_id> others;
  std::optional<room_change> change;
};

class memory_members final : public member_repository {
 public:
  flow<member_page> members_of(user_id, room_id, list_range, instant) override { co_return member_page{}; }
  flow<std::vector<room_member>> members_among(user_id, room_id, std::vector<user_id> people, instant) override {
    among = people;
    co_return std::vector<room_member>(people.size());
  }
  flow<std::vector<user_id>> add(user_id, room_id, std::vector<user_id> people, instant) override { co_return people; }
  flow<void> kick(user_id, room_id, user_id, std::string, instant) override { co_return outcome<void>{}; }
  flow<void> ban(user_id, room_id, new_ban made) override {
    banned = std::move(made);
    co_return outcome<void>{};
  }
  flow<void> unban(user_id, room_id, user_id, instant) override { co_return outcome<void>{}; }
  flow<ban_page> bans_of(user_id, room_id, list_range, instant) override { co_return ban_page{}; }
  flow<void> mute(user_id, room_id, user_id, instant until, instant) override {
    muted_until = until;
    co_return outcome<void>{};
  }
  flow<void> give_role(user_id, room_id, user_id, member_role, instant) override { co_return outcome<void>{}; }
  flow<void> set_notify(user_id, room_id, notify_level) override { co_return outcome<void>{}; }
  flow<void> check(user_id, room_id, room_action, instant) override { co_return outcome<void>{}; }

  std::vector<user_id> among;
  std::optional<new_ban> banned;
  instant muted_until;
};

class memory_invites final : public invite_repository {
 public:
  flow<invite> add(new_invite wanted) override {
    made = std::move(wanted);
    co_return invite{.id = {1}, .creator = made->creator, .created = made->created, .expires = made->expires};
  }
  flow<std::vector<invite>> list(user_id, instant) override { co_return std::vector<invite>{}; }
  flow<void> remove(user_id, invite_id, instant) override { co_return outcome<void>{}; }
  flow<invite_face> look(std::string, instant) override { co_return invite_face{}; }
  flow<joined_room> join(user_id, std::string code_hash, instant) override {
    joined_with = std::move(code_hash);
    co_return joined_room{};
  }

  std::optional<new_invite> made;
  std::string joined_with;
};

class rooms_test : public testing::Test {
 protected:
  fake_clock clock_;
  limits limits_;
  memory_rooms room_rows_;
  memory_members member_rows_;
  memory_invites invite_rows_;
  rooms rooms_{room_rows_, clock_, limits_};
  members members_{member_rows_, clock_, limits_};
  invites invites_{invite_rows_, clock_, limits_};
};

TEST_F(rooms_test, names_each_of_the_others_of_a_direct_room_once) {
  ASSERT_TRUE(wait(rooms_.direct(anna, {cleo, ben, anna, cleo})));
  EXPECT_THAT(room_rows_.others, ElementsAre(ben, cleo));
  EXPECT_TRUE(is_invalid(wait(rooms_.direct(anna, {})), field::users, rule::required));
  EXPECT_TRUE(is_invalid(wait(rooms_.direct(anna, {anna})), field::users, rule::required));
  std::vector<user_id> crowd;
  for (std::int64_t id = 2; id <= 11; ++id) crowd.push_back({id});
  EXPECT_TRUE(is_invalid(wait(rooms_.direct(anna, crowd)), field::users, rule::too_long));
  crowd.pop_back();
  EXPECT_TRUE(wait(rooms_.direct(anna, crowd)));
}

TEST_F(rooms_test, finds_rooms_by_their_name_and_direct_ones_by_that_of_the_others) {
  room_rows_.mine.resize(3);
  for (std::int64_t id = 1; auto& one : room_rows_.mine) one.room.id = {id++};
  room_rows_.mine[0].room.name = "审计小组";
  room_rows_.mine[1].room.name = "Tea house";
  room_rows_.mine[2].people = {user{.id = ben, .name = "李小明", .avatar = ""}};
  const auto found = [this](std::string part) {
    std::vector<std::int64_t> ids;
    for (const auto& one : wait(rooms_.list(anna, std::move(part))).value()) ids.push_back(one.room.id.value);
    return ids;
  };
  EXPECT_THAT(found(""), ElementsAre(1, 2, 3));
  EXPECT_THAT(found("sjxz"), ElementsAre(1));
  EXPECT_THAT(found("HOUSE"), ElementsAre(2));
  EXPECT_THAT(found("xiaom"), ElementsAre(3));
  EXPECT_THAT(found("x"), ElementsAre(1, 3));
  EXPECT_THAT(found("%"), ElementsAre());
}

TEST_F(rooms_test, cleans_and_bounds_what_a_room_is_changed_to) {
  ASSERT_TRUE(wait(rooms_.update(anna, {1}, {.name = "  a   name ", .slow = 6h})));
  EXPECT_EQ(room_rows_.change.value().name, "a name");
  EXPECT_TRUE(is_invalid(wait(rooms_.update(anna, {1}, {.name = " "})), field::name, rule::required));
  EXPECT_TRUE(
      is_invalid(wait(rooms_.update(anna, {1}, {.topic = std::string(257, 't')})), field::topic, rule::too_long));
  EXPECT_TRUE(is_invalid(wait(rooms_.update(anna, {1}, {.slow = 6h + 1s})), field::seconds, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(rooms_.update(anna, {1}, {.slow = -1s})), field::seconds, rule::out_of_range));
}

TEST_F(rooms_test, bounds_lists) {
  EXPECT_TRUE(is_invalid(wait(rooms_.directory(anna, {.limit = 0})), field::limit, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(members_.list(anna, {1}, {.limit = 101})), field::limit, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(members_.bans(anna, {1}, {.part = std::string(65, 'x')})), field::name, rule::too_long));
  ASSERT_TRUE(wait(rooms_.directory(anna, {.part = "x", .after = 7, .limit = 100})));
  EXPECT_EQ(room_rows_.listed.after, 7);
}

TEST_F(rooms_test, lists_the_members_among_those_who_are_here_by_page) {
  std::vector<user> here(3);
  for (std::size_t n = 0; n < here.size(); ++n) here[n].id = {static_cast<std::int64_t>(3 * n + 2)};
  const auto first = wait(members_.list_among(anna, {1}, here, {.limit = 2}));
  EXPECT_EQ(member_rows_.among, (std::vector<user_id>{{2}, {5}}));
  EXPECT_TRUE(first->more);
  const auto rest = wait(members_.list_among(anna, {1}, here, {.after = 5, .limit = 2}));
  EXPECT_EQ(member_rows_.among, std::vector<user_id>{{8}});
  EXPECT_FALSE(rest->more);
  EXPECT_TRUE(wait(members_.list_among(anna, {1}, {}, {}))->members.empty());
}

TEST_F(rooms_test, bounds_the_rate_of_changes_of_one_person) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(wait(members_.kick(anna, {1}, ben, "")));
  EXPECT_TRUE(refused<rate_limited>(wait(members_.ban(anna, {1}, ben, "", {}))));
  EXPECT_TRUE(wait(members_.kick(cleo, {1}, ben, "")));
  clock_.advance(1s);
  EXPECT_TRUE(wait(members_.kick(anna, {1}, ben, "")));
}

TEST_F(rooms_test, bans_with_a_reason_for_a_while_or_for_good) {
  ASSERT_TRUE(wait(members_.ban(anna, {1}, ben, " too\nloud ", 1h)));
  EXPECT_EQ(member_rows_.banned.value().reason, "too loud");
  EXPECT_EQ(member_rows_.banned->expires, clock_.now() + 1h);
  ASSERT_TRUE(wait(members_.ban(anna, {1}, ben, "", {})));
  EXPECT_FALSE(member_rows_.banned->expires);
  EXPECT_TRUE(is_invalid(wait(members_.ban(anna, {1}, ben, "", 0s)), field::seconds, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(members_.ban(anna, {1}, ben, std::string(501, 'r'), {})), field::reason, rule::too_long));
}

TEST_F(rooms_test, mutes_for_a_while) {
  EXPECT_EQ(*wait(members_.mute(anna, {1}, ben, 60s)), clock_.now() + 60s);
  EXPECT_EQ(member_rows_.muted_until, clock_.now() + 60s);
  EXPECT_FALSE(wait(members_.mute(anna, {1}, ben, 0s))->has_value());
  EXPECT_TRUE(is_invalid(wait(members_.mute(anna, {1}, ben, -1s)), field::seconds, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(members_.mute(anna, {1}, ben, 24h * 366)), field::seconds, rule::out_of_range));
}

TEST_F(rooms_test, stores_no_code_of_a_link_and_finds_it_by_its_hash) {
  const auto made = wait(invites_.make(anna, {.room = room_id{7}, .lasting = 1h, .uses = 3}));
  ASSERT_TRUE(made);
  EXPECT_EQ(invite_rows_.made.value().code_hash, code_hash(made->code));
  EXPECT_EQ(invite_rows_.made->expires, clock_.now() + 1h);
  ASSERT_TRUE(wait(invites_.join(ben, made->code)));
  EXPECT_EQ(invite_rows_.joined_with, code_hash(made->code));
  // However it is typed.
  ASSERT_TRUE(wait(invites_.join(ben, " " + made->code)));
  EXPECT_EQ(invite_rows_.joined_with, code_hash(made->code));
}

TEST_F(rooms_test, bounds_what_a_link_may_be) {
  ASSERT_TRUE(wait(invites_.make(anna, {})));
  EXPECT_EQ(invite_rows_.made.value().expires, clock_.now() + limits_.invite_usual);
  EXPECT_FALSE(invite_rows_.made->uses);
  EXPECT_TRUE(is_invalid(wait(invites_.make(anna, {.lasting = 24h * 366})), field::seconds, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(invites_.make(anna, {.uses = 0})), field::limit, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(invites_.make(anna, {.role = server_role::admin})), field::role, rule::format));
}

}  // namespace

}  // namespace webchats::chat
