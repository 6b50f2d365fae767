#include "delivery/retry_schedule.hpp"

#include <gtest/gtest.h>

namespace webchats::delivery {
namespace {

using std::chrono::milliseconds;

TEST(retry_schedule, pauses_twice_as_long_each_time_up_to_the_longest) {
  const retry_schedule schedule{.first = milliseconds(1'000), .longest = milliseconds(5'000)};
  EXPECT_EQ(schedule.pause(1, 0.5), milliseconds(1'000));
  EXPECT_EQ(schedule.pause(2, 0.5), milliseconds(2'000));
  EXPECT_EQ(schedule.pause(3, 0.5), milliseconds(4'000));
  EXPECT_EQ(schedule.pause(4, 0.5), milliseconds(5'000));
  EXPECT_EQ(schedule.pause(1'000'000, 0.5), milliseconds(5'000));
}

TEST(retry_schedule, spreads_by_a_quarter_to_both_sides) {
  const retry_schedule schedule{.first = milliseconds(1'000)};
  EXPECT_EQ(schedule.pause(1, 0), milliseconds(750));
  EXPECT_EQ(schedule.pause(1, 1), milliseconds(1'250));
}

}  // namespace
}  // namespace webchats::delivery
