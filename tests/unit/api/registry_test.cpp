#include "api/sockets/registry.hpp"

#include <gtest/gtest.h>

namespace webchats::api {
namespace {

using namespace std::chrono_literals;

constexpr chat::user_id anna{1};
constexpr chat::room_id hall{7};
const removed_members::time_point start{1h};

TEST(removed_members, stop_what_was_seen_before_and_nothing_after) {
  removed_members removed;
  EXPECT_FALSE(removed.since(anna, hall, 3));
  removed.add(anna, hall, 5, start);
  EXPECT_TRUE(removed.since(anna, hall, 4));
  EXPECT_FALSE(removed.since(anna, hall, 6));
  EXPECT_FALSE(removed.since({2}, hall, 4));
  EXPECT_FALSE(removed.since(anna, {8}, 4));
}

TEST(removed_members, are_forgotten_after_a_while_the_last_removal_counting) {
  removed_members removed;
  removed.add(anna, hall, 5, start);
  removed.add(anna, hall, 9, start + 60s);
  removed.add({2}, hall, 10, start + remembered + 1s);
  EXPECT_TRUE(removed.since(anna, hall, 8));
  removed.add({2}, hall, 11, start + remembered + 61s);
  EXPECT_FALSE(removed.since(anna, hall, 8));
}

}  // namespace
}  // namespace webchats::api
