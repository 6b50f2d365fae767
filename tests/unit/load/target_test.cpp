#include "load/target.hpp"

#include <gtest/gtest.h>

namespace webchats::load {
namespace {

TEST(target, only_loopback_addresses_are_the_own_machine) {
  EXPECT_TRUE(is_own_machine("127.0.0.1"));
  EXPECT_TRUE(is_own_machine("127.8.9.10"));
  EXPECT_TRUE(is_own_machine("::1"));
  EXPECT_FALSE(is_own_machine("192.0.2.1"));
  EXPECT_FALSE(is_own_machine("2001:db8::1"));
  EXPECT_FALSE(is_own_machine("0.0.0.0"));
  EXPECT_FALSE(is_own_machine(""));
}

TEST(target, loopback_is_loopback) {
  EXPECT_TRUE(loopback(80).is_loopback());
  EXPECT_GT(loopback(80).sources, 1U);
}

}  // namespace
}  // namespace webchats::load
