#include "chat/slash_command.hpp"

#include <gtest/gtest.h>

#include <string>

namespace webchats::chat {
namespace {

using std::chrono::seconds;

known_command known(std::string_view text) {
  const auto read = read_command(text);
  EXPECT_TRUE(read.has_value() && std::holds_alternative<known_command>(*read)) << text;
  return read ? std::get<known_command>(*read) : known_command{};
}

refusal refused(std::string_view text) {
  const auto read = read_command(text);
  EXPECT_FALSE(read.has_value()) << text;
  return read ? refusal(unavailable{}) : read.error();
}

TEST(slash_command, reads_a_word_and_the_rest) {
  EXPECT_EQ(known("/me waves").which, builtin_command::me);
  EXPECT_EQ(known("/me  waves  at all ").text, "waves  at all");
  EXPECT_EQ(known("/SHRUG").which, builtin_command::shrug);
  EXPECT_EQ(known("  /topic a b").text, "a b");
  EXPECT_EQ(known("/topic").text, "");
  EXPECT_EQ(known("/leave").which, builtin_command::leave);
  EXPECT_EQ(known("/archive").which, builtin_command::archive);
  EXPECT_EQ(known("/help").which, builtin_command::help);
  EXPECT_EQ(known("/?").which, builtin_command::help);
}

TEST(slash_command, reads_chinese_names_slashes_and_spaces) {
  EXPECT_EQ(known("/我 挥手").text, "挥手");
  EXPECT_EQ(known("／帮助").which, builtin_command::help);
  EXPECT_EQ(known("/主题　新的主题").text, "新的主题");
  EXPECT_EQ(known("/邀请 @小明").person, "小明");
  EXPECT_EQ(known("/踢 ＠小明").which, builtin_command::kick);
  EXPECT_EQ(known("/退出").which, builtin_command::leave);
  EXPECT_EQ(known("/离开").which, builtin_command::leave);
  EXPECT_EQ(known("/归档").which, builtin_command::archive);
}

TEST(slash_command, a_name_may_hold_spaces_and_needs_no_at_sign) {
  EXPECT_EQ(known("/invite @Ada Lovelace").person, "Ada Lovelace");
  EXPECT_EQ(known("/kick ada").person, "ada");
  EXPECT_EQ(known("/mute @Ada Lovelace 2h").person, "Ada Lovelace");
  EXPECT_EQ(known("/mute @Ada Lovelace").person, "Ada Lovelace");
  EXPECT_EQ(refused("/kick"), refusal(invalid{field::user, rule::required}));
  EXPECT_EQ(refused("/invite @"), refusal(invalid{field::user, rule::required}));
  EXPECT_EQ(refused("/mute"), refusal(invalid{field::user, rule::required}));
}

TEST(slash_command, mutes_for_ten_minutes_unless_it_is_told_how_long) {
  EXPECT_EQ(known("/mute @x").duration, seconds(600));
  EXPECT_EQ(known("/mute @x 30s").duration, seconds(30));
  EXPECT_EQ(known("/禁言 @x 2小时").duration, seconds(7200));
  EXPECT_EQ(known("/mute @x 0").duration, seconds(0));
  EXPECT_EQ(refused("/mute @x 10y"), refusal(invalid{field::seconds, rule::format}));
  EXPECT_EQ(refused("/mute @x 366d"), refusal(invalid{field::seconds, rule::format}));
}

TEST(slash_command, durations_have_units_in_both_languages) {
  EXPECT_EQ(read_duration("10"), seconds(600));
  EXPECT_EQ(read_duration("10m"), seconds(600));
  EXPECT_EQ(read_duration("10min"), seconds(600));
  EXPECT_EQ(read_duration("10分钟"), seconds(600));
  EXPECT_EQ(read_duration("10分"), seconds(600));
  EXPECT_EQ(read_duration("45秒"), seconds(45));
  EXPECT_EQ(read_duration("1d"), seconds(86400));
  EXPECT_EQ(read_duration("365天"), seconds(31536000));
  for (const char* wrong : {"", "m", "-1m", "1.5h", "10 m", "366d", "99999999999999999999", "1week"}) {
    EXPECT_EQ(read_duration(wrong), std::nullopt) << wrong;
  }
}

TEST(slash_command, other_words_are_for_others) {
  const auto read = read_command("/Deploy prod  now");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(std::get<other_command>(*read).word, "deploy");
  EXPECT_EQ(std::get<other_command>(*read).text, "prod  now");
}

TEST(slash_command, what_is_no_command_is_refused) {
  for (const char* text : {"", "hello", "/", "/ me", " ", "me /me"}) {
    EXPECT_EQ(refused(text), refusal(invalid{field::command, rule::format})) << text;
  }
  EXPECT_EQ(refused("/me"), refusal(invalid{field::text, rule::required}));
}

TEST(slash_command, every_name_in_the_help_is_read_as_that_command) {
  for (const auto& each : all_commands()) {
    for (const auto spoken : {language::english, language::simplified, language::traditional}) {
      const auto name = each.name.in(spoken);
      EXPECT_EQ(known("/" + std::string(name) + " @x").which, each.which) << name;
      EXPECT_TRUE(is_builtin_command(name));
    }
  }
}

std::string usable(const standing& who, const room_state& where) {
  std::string names;
  for (const auto& each : all_commands()) {
    if (may_use(each, who, where)) names.append(names.empty() ? "" : " ").append(each.name.in(language::english));
  }
  return names;
}

TEST(slash_command, exists_for_those_who_may_do_what_it_does) {
  const standing member{.member = member_role::member};
  EXPECT_EQ(usable(member, {}), "me shrug invite leave summary help");
  EXPECT_EQ(usable({.member = member_role::moderator}, {}), "me shrug topic invite kick mute leave summary help");
  EXPECT_EQ(usable({.member = member_role::owner}, {}), "me shrug topic invite kick mute leave archive summary help");
  EXPECT_EQ(usable(member, {.kind = room_kind::direct}), "me shrug leave summary help");
  EXPECT_EQ(usable({.member = member_role::member, .muted = true}, {}), "leave summary help");
  EXPECT_EQ(usable(member, {.read_only = true}), "invite leave summary help");
  EXPECT_EQ(usable({.member = member_role::owner}, {.archived = true}), "kick mute leave summary help");
  EXPECT_EQ(usable({.server = server_role::guest, .member = member_role::member}, {}), "me shrug leave summary help");
}

}  // namespace
}  // namespace webchats::chat
