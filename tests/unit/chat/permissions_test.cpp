#include "chat/permissions.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace webchats::chat {
namespace {

constexpr std::array server_roles{server_role::owner,  server_role::admin, server_role::moderator,
                                  server_role::member, server_role::guest, server_role::bot};

standing member_of_rank(member_role role, server_role server = server_role::member) { return {server, role}; }

room_action action(std::size_t at) { return static_cast<room_action>(at); }

TEST(permissions, a_stranger_cannot_tell_a_private_room_from_a_missing_one) {
  for (std::size_t at = 0; at < room_actions; ++at) {
    for (const auto role : server_roles) {
      for (const auto kind : {room_kind::closed, room_kind::direct}) {
        EXPECT_EQ(judge(action(at), {.server = role}, {.kind = kind}), verdict::hidden) << name_of(action(at));
      }
    }
    EXPECT_EQ(judge(action(at), {}, {.kind = room_kind::open}), verdict::forbidden) << name_of(action(at));
  }
}

TEST(permissions, an_owner_may_do_everything_in_an_open_room_that_is_not_archived) {
  for (std::size_t at = 0; at < room_actions; ++at) {
    EXPECT_EQ(judge(action(at), member_of_rank(member_role::owner), {}), verdict::allowed) << name_of(action(at));
  }
}

TEST(permissions, rank_never_takes_away) {
  for (std::size_t at = 0; at < room_actions; ++at) {
    for (const auto kind : {room_kind::open, room_kind::closed, room_kind::direct}) {
      const room_state where{.kind = kind};
      const auto low = judge(action(at), member_of_rank(member_role::member), where);
      const auto middle = judge(action(at), member_of_rank(member_role::moderator), where);
      const auto high = judge(action(at), member_of_rank(member_role::owner), where);
      if (low == verdict::allowed) EXPECT_EQ(middle, verdict::allowed) << name_of(action(at));
      if (middle == verdict::allowed) EXPECT_EQ(high, verdict::allowed) << name_of(action(at));
    }
  }
}

TEST(permissions, staff_of_the_server_moderate_open_rooms_without_being_members) {
  EXPECT_EQ(judge(room_action::kick, {.server = server_role::moderator}, {}), verdict::allowed);
  EXPECT_EQ(judge(room_action::archive, {.server = server_role::moderator}, {}), verdict::forbidden);
  EXPECT_EQ(judge(room_action::archive, {.server = server_role::admin}, {}), verdict::allowed);
  EXPECT_EQ(judge(room_action::send, {.server = server_role::owner}, {}), verdict::forbidden);
  EXPECT_EQ(
      judge(room_action::kick, member_of_rank(member_role::member, server_role::owner), {.kind = room_kind::closed}),
      verdict::forbidden);
}

TEST(permissions, only_moderators_write_in_a_read_only_room) {
  const room_state where{.read_only = true};
  EXPECT_EQ(judge(room_action::send, member_of_rank(member_role::member), where), verdict::forbidden);
  EXPECT_EQ(judge(room_action::react, member_of_rank(member_role::member), where), verdict::allowed);
  EXPECT_EQ(judge(room_action::send, member_of_rank(member_role::moderator), where), verdict::allowed);
}

TEST(permissions, an_archived_room_can_only_be_read_and_put_in_order) {
  const room_state where{.archived = true};
  const auto owner = member_of_rank(member_role::owner);
  for (const auto what : {room_action::send, room_action::react, room_action::edit_own, room_action::pin,
                          room_action::update, room_action::type, room_action::invite}) {
    EXPECT_EQ(judge(what, owner, where), verdict::archived) << name_of(what);
  }
  for (const auto what : {room_action::read, room_action::archive, room_action::kick, room_action::delete_any}) {
    EXPECT_EQ(judge(what, owner, where), verdict::allowed) << name_of(what);
  }
}

TEST(permissions, who_is_muted_reads_and_takes_back_but_says_nothing) {
  const standing muted{.member = member_role::member, .muted = true};
  EXPECT_EQ(judge(room_action::send, muted, {}), verdict::muted);
  EXPECT_EQ(judge(room_action::react, muted, {}), verdict::muted);
  EXPECT_EQ(judge(room_action::edit_own, muted, {}), verdict::muted);
  EXPECT_EQ(judge(room_action::read, muted, {}), verdict::allowed);
  EXPECT_EQ(judge(room_action::delete_own, muted, {}), verdict::allowed);
  EXPECT_EQ(std::get<chat::muted>(refusal_of(verdict::muted, instant(std::chrono::milliseconds(7)))).until,
            instant(std::chrono::milliseconds(7)));
}

TEST(permissions, a_guest_talks_and_nothing_more) {
  const auto guest = member_of_rank(member_role::owner, server_role::guest);
  EXPECT_EQ(judge(room_action::send, guest, {}), verdict::allowed);
  EXPECT_EQ(judge(room_action::invite, guest, {}), verdict::forbidden);
  EXPECT_EQ(judge(room_action::kick, guest, {}), verdict::forbidden);
  EXPECT_FALSE(may(server_action::create_room, server_role::guest));
  EXPECT_FALSE(may(server_action::see_people, server_role::guest));
}

TEST(permissions, in_a_direct_room_all_are_equal_and_nobody_owns) {
  const room_state where{.kind = room_kind::direct};
  const auto somebody = member_of_rank(member_role::member);
  EXPECT_EQ(judge(room_action::pin, somebody, where), verdict::allowed);
  EXPECT_EQ(judge(room_action::archive, somebody, where), verdict::forbidden);
  EXPECT_EQ(judge(room_action::give_roles, member_of_rank(member_role::owner), where), verdict::forbidden);
  for (const auto what : {room_action::invite, room_action::kick, room_action::ban, room_action::mute,
                          room_action::update, room_action::delete_any}) {
    EXPECT_EQ(judge(what, member_of_rank(member_role::owner), where), verdict::forbidden) << name_of(what);
  }
  EXPECT_EQ(judge(room_action::leave, somebody, where), verdict::allowed);
}

TEST(permissions, people_join_what_they_see_and_guests_only_what_they_are_invited_to) {
  const room_state open{.kind = room_kind::open};
  const room_state closed{.kind = room_kind::closed};
  EXPECT_EQ(judge_join({}, open), verdict::allowed);
  EXPECT_EQ(judge_join({}, closed), verdict::hidden);
  EXPECT_EQ(judge_join({.invited = true}, closed), verdict::allowed);
  EXPECT_EQ(judge_join({.server = server_role::guest}, open), verdict::forbidden);
  EXPECT_EQ(judge_join({.server = server_role::guest, .invited = true}, open), verdict::allowed);
  EXPECT_EQ(judge_join({}, {.archived = true}), verdict::archived);
  EXPECT_EQ(judge_join({.invited = true}, {.kind = room_kind::direct}), verdict::hidden);
}

TEST(permissions, who_is_banned_cannot_join_and_cannot_tell_that_a_private_room_is_there) {
  for (const bool invited : {false, true}) {
    const newcomer who{.banned = instant(std::chrono::seconds(7)), .invited = invited};
    EXPECT_EQ(judge_join(who, {.kind = room_kind::open}), verdict::forbidden);
    EXPECT_EQ(judge_join(who, {.kind = room_kind::closed}), verdict::hidden);
    EXPECT_EQ(refusal_of(verdict::forbidden, who), refusal(banned{*who.banned}));
    EXPECT_EQ(refusal_of(verdict::hidden, who), refusal(not_found{}));
  }
}

TEST(permissions, nobody_acts_on_their_equal) {
  const auto moderator = member_of_rank(member_role::moderator);
  EXPECT_TRUE(outranks(moderator, member_of_rank(member_role::member), room_kind::closed));
  EXPECT_FALSE(outranks(moderator, moderator, room_kind::closed));
  EXPECT_FALSE(outranks(moderator, member_of_rank(member_role::owner), room_kind::closed));
  // Staff of the server cannot be moderated in an open room by a room's moderator.
  EXPECT_FALSE(outranks(moderator, member_of_rank(member_role::member, server_role::admin), room_kind::open));
  EXPECT_TRUE(outranks(moderator, member_of_rank(member_role::member, server_role::admin), room_kind::closed));
}

TEST(permissions, only_admins_administer) {
  for (const auto what : {server_action::see_audit, server_action::manage_people, server_action::manage_settings,
                          server_action::manage_words, server_action::manage_roles}) {
    for (const auto role : server_roles) {
      EXPECT_EQ(may(what, role), role == server_role::owner || role == server_role::admin) << name_of(what);
    }
  }
  EXPECT_TRUE(may(server_action::moderate, server_role::moderator));
  EXPECT_FALSE(may(server_action::moderate, server_role::member));
}

}  // namespace
}  // namespace webchats::chat
