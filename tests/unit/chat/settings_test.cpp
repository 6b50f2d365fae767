#include "chat/settings.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "chat/server_icons.hpp"
#include "memory_repository.hpp"
#include "support.hpp"

namespace webchats::chat {
namespace {

class memory_settings final : public settings_repository {
 public:
  stored_settings load() override { return stored; }
  flow<void> store(user_id, stored_settings changed, instant) override {
    if (broken) co_return refuse(unavailable{});
    most_at_once = std::max(most_at_once, ++under_way);
    co_await boost::asio::post(boost::asio::use_awaitable);  // as a database does, it lets others go on
    for (auto& [name, value] : changed) stored[name] = value;
    --under_way;
    co_return outcome<void>{};
  }
  stored_settings stored;
  bool broken = false;
  int under_way = 0;
  int most_at_once = 0;
};

class settings_test : public testing::Test {
 protected:
  static user somebody(server_role role) { return {.id = {1}, .name = "x", .avatar = "", .email = "", .role = role}; }

  fake_clock clock_;
  memory_settings repository_;
};

TEST_F(settings_test, are_those_of_the_configuration_until_somebody_sets_them) {
  settings fresh(repository_, clock_, {.registration = registration_mode::invite});
  EXPECT_EQ(fresh.now()->registration, registration_mode::invite);
  ASSERT_TRUE(wait(fresh.change(somebody(server_role::admin), {.registration = registration_mode::closed})));
  EXPECT_EQ(fresh.now()->registration, registration_mode::closed);
  settings restarted(repository_, clock_, {.registration = registration_mode::open});
  EXPECT_EQ(restarted.now()->registration, registration_mode::closed);
  EXPECT_EQ(restarted.now()->name, "webchats");
}

TEST_F(settings_test, are_read_back_as_they_were_set) {
  settings first(repository_, clock_, {});
  const settings_change change{.name = " 茶  馆 ",
                               .announcement = announcement{"tea", "茶"},
                               .rooms_by = rooms_by::moderators,
                               .history_edit = std::chrono::minutes(15)};
  ASSERT_TRUE(wait(first.change(somebody(server_role::owner), change)));
  settings second(repository_, clock_, {});
  EXPECT_EQ(second.now()->name, "茶 馆");
  EXPECT_EQ(second.now()->announcement, (announcement{"tea", "茶"}));
  EXPECT_EQ(second.now()->rooms_by, rooms_by::moderators);
  EXPECT_EQ(second.now()->history_edit, std::chrono::minutes(15));
}

TEST_F(settings_test, are_changed_by_administrators_only_and_within_bounds) {
  settings here(repository_, clock_, {});
  for (const auto role : {server_role::moderator, server_role::member, server_role::guest, server_role::bot}) {
    EXPECT_TRUE(refused<forbidden>(wait(here.change(somebody(role), {.name = "mine"}))));
  }
  const auto admin = somebody(server_role::admin);
  EXPECT_TRUE(is_invalid(wait(here.change(admin, {.name = "\u200b"})), field::name, rule::required));
  EXPECT_TRUE(is_invalid(wait(here.change(admin, {.announcement = announcement{std::string(501, 'x'), ""}})),
                         field::text, rule::too_long));
  EXPECT_TRUE(refused<invalid>(wait(here.change(admin, {.history_edit = std::chrono::minutes(-1)}))));
  EXPECT_TRUE(repository_.stored.empty());
}

TEST_F(settings_test, stay_as_they_are_when_they_cannot_be_stored) {
  settings here(repository_, clock_, {});
  repository_.broken = true;
  EXPECT_TRUE(refused<unavailable>(wait(here.change(somebody(server_role::owner), {.name = "new"}))));
  EXPECT_EQ(here.now()->name, "webchats");
}

TEST_F(settings_test, are_changed_one_after_the_other_and_what_others_change_stays) {
  settings here(repository_, clock_, {});
  const auto owner = somebody(server_role::owner);
  std::vector<flow<server_settings>> changes;
  changes.push_back(here.change(owner, {.name = "tea house"}));
  changes.push_back(here.change(owner, {.registration = registration_mode::closed}));
  changes.push_back(here.change(owner, {.name = "coffee house"}));
  for (const auto& answer : wait_all(std::move(changes))) EXPECT_TRUE(answer);
  EXPECT_EQ(repository_.most_at_once, 1);
  EXPECT_EQ(here.now()->name, "coffee house");
  EXPECT_EQ(here.now()->registration, registration_mode::closed);
  EXPECT_EQ(settings(repository_, clock_, {}).now()->name, "coffee house");
}

TEST_F(settings_test, that_make_no_sense_are_as_if_they_were_not_there) {
  repository_.stored = {{"registration", "7"}, {"rooms_by", "x"}, {"history_edit_minutes", "-5"}, {"other", "1"}};
  settings here(repository_, clock_, {});
  EXPECT_EQ(here.now()->registration, registration_mode::open);
  EXPECT_EQ(here.now()->rooms_by, rooms_by::members);
  EXPECT_EQ(here.now()->history_edit.count(), 0);
}

class server_icons_test : public settings_test {
 protected:
  limits limits_;
  memory_images images_;
  settings settings_{repository_, clock_, {}};
  server_icons icons_{settings_, images_, clock_, limits_};
};

TEST_F(server_icons_test, are_set_and_taken_away_by_the_staff_and_outlive_a_restart) {
  EXPECT_TRUE(refused<forbidden>(wait(icons_.put(somebody(server_role::moderator), "image"))));
  EXPECT_EQ(images_.stored, 0);
  ASSERT_TRUE(wait(icons_.put(somebody(server_role::admin), "image")));
  const settings restarted(repository_, clock_, {});
  EXPECT_EQ(restarted.now()->icon.small, "/files/1.192");
  EXPECT_EQ(restarted.now()->icon, settings_.now()->icon);
  EXPECT_TRUE(refused<forbidden>(wait(icons_.remove(somebody(server_role::member)))));
  ASSERT_TRUE(wait(icons_.remove(somebody(server_role::owner))));
  EXPECT_EQ(settings_.now()->icon, server_icon{});
}

TEST_F(server_icons_test, refuse_what_is_no_picture_and_leave_nothing_behind) {
  const auto admin = somebody(server_role::admin);
  EXPECT_TRUE(is_invalid(wait(icons_.put(admin, "")), field::file, rule::required));
  EXPECT_TRUE(refused<unsupported>(wait(icons_.put(admin, "<svg>"))));
  repository_.broken = true;
  EXPECT_TRUE(refused<unavailable>(wait(icons_.put(admin, "image"))));
  EXPECT_EQ(images_.removed, 1);
  EXPECT_EQ(settings_.now()->icon, server_icon{});
}

TEST_F(server_icons_test, are_files_of_this_server_whatever_is_stored) {
  repository_.stored = {{"icon_small", "https://elsewhere.example/x.png"},
                        {"icon_large", "/files/2"},
                        {"icon_small_maskable", "/files/3"},
                        {"icon_large_maskable", "/files/4"}};
  EXPECT_EQ(settings(repository_, clock_, {}).now()->icon, server_icon{});
}

}  // namespace
}  // namespace webchats::chat
