#include "chat/calm.hpp"

#include <gtest/gtest.h>

namespace webchats::chat {
namespace {

using namespace std::chrono_literals;

/// 2026-11-23, a Monday, at `hour`:`minute` UTC.
instant utc(int hour, int minute = 0) {
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(hour) +
         std::chrono::minutes(minute);
}

calm quiet(std::chrono::minutes from, std::chrono::minutes to, std::string zone = "") {
  return {.presence = chosen_presence::online, .hours = quiet_hours{from, to}, .time_zone = std::move(zone)};
}

TEST(calm, lasts_from_its_first_minute_to_the_one_before_its_last) {
  const auto wishes = quiet(12h, 13h + 30min);
  EXPECT_FALSE(is_calm(wishes, utc(11, 59)));
  EXPECT_TRUE(is_calm(wishes, utc(12)));
  EXPECT_TRUE(is_calm(wishes, utc(13, 29)));
  EXPECT_FALSE(is_calm(wishes, utc(13, 30)));
}

TEST(calm, passes_midnight) {
  const auto wishes = quiet(22h, 7h);
  EXPECT_TRUE(is_calm(wishes, utc(23)));
  EXPECT_TRUE(is_calm(wishes, utc(0)));
  EXPECT_TRUE(is_calm(wishes, utc(6, 59)));
  EXPECT_FALSE(is_calm(wishes, utc(7)));
  EXPECT_FALSE(is_calm(wishes, utc(21, 59)));
}

TEST(calm, goes_by_the_clock_of_the_person) {
  EXPECT_TRUE(is_calm(quiet(22h, 7h, "Asia/Shanghai"), utc(14)));       // 22:00
  EXPECT_FALSE(is_calm(quiet(22h, 7h, "Asia/Shanghai"), utc(23)));      // 07:00
  EXPECT_TRUE(is_calm(quiet(22h, 23h, "Asia/Kolkata"), utc(16, 30)));   // 22:00
  EXPECT_FALSE(is_calm(quiet(22h, 23h, "Asia/Kolkata"), utc(16, 29)));  // 21:59
  EXPECT_TRUE(is_calm(quiet(22h, 23h, "Nowhere/Land"), utc(22)));       // as UTC
}

TEST(calm, knows_summer_time) {
  const auto wishes = quiet(22h, 23h, "Europe/Berlin");
  const instant july = std::chrono::sys_days(std::chrono::year(2026) / 7 / 1) + 20h;
  EXPECT_TRUE(is_calm(wishes, july));
  EXPECT_FALSE(is_calm(wishes, utc(20)));
  EXPECT_TRUE(is_calm(wishes, utc(21)));
}

TEST(calm, is_whenever_somebody_is_not_to_be_disturbed) {
  EXPECT_TRUE(is_calm({.presence = chosen_presence::dnd}, utc(12)));
  for (const auto other : {chosen_presence::online, chosen_presence::idle, chosen_presence::invisible}) {
    EXPECT_FALSE(is_calm({.presence = other}, utc(12)));
  }
}

TEST(calm, says_when_the_next_quiet_hours_begin) {
  EXPECT_EQ(until_quiet({}, utc(12)), std::nullopt);
  EXPECT_EQ(until_quiet(quiet(22h, 7h), utc(21, 59)), 1min);
  EXPECT_EQ(until_quiet(quiet(22h, 7h), utc(22)), 24h);
  EXPECT_EQ(until_quiet(quiet(22h, 7h, "Asia/Shanghai"), utc(12)), 2h);
}

TEST(calm, says_how_long_the_quiet_hours_still_last) {
  EXPECT_EQ(left_of_quiet({}, utc(12)), std::nullopt);
  EXPECT_EQ(left_of_quiet(quiet(22h, 7h), utc(21, 59)), std::nullopt);
  EXPECT_EQ(left_of_quiet(quiet(22h, 7h), utc(22)), 9h);
  EXPECT_EQ(left_of_quiet(quiet(22h, 7h), utc(6, 59)), 1min);
  EXPECT_EQ(left_of_quiet(quiet(22h, 7h), utc(7)), std::nullopt);
  EXPECT_EQ(left_of_quiet(quiet(22h, 7h, "Asia/Shanghai"), utc(16)), 7h);
}

}  // namespace
}  // namespace webchats::chat
