#include "engineio/rate_limit.hpp"

#include <gtest/gtest.h>

#include "engineio/handshake_limiter.hpp"

namespace webchats::engineio {
namespace {

using namespace std::chrono_literals;

TEST(token_bucket, gives_a_burst_and_then_the_rate) {
  token_bucket bucket;
  const rate_limit limit{.per_second = 10, .burst = 3};
  net::steady_time now{1h};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(limit, 1, now));
  EXPECT_EQ(bucket.take(limit, 1, now), 100ms);
  EXPECT_EQ(bucket.take(limit, 2, now), 200ms);
  now += 99ms;
  EXPECT_EQ(bucket.take(limit, 1, now), 1ms);
  now += 1ms;
  EXPECT_FALSE(bucket.take(limit, 1, now)) << "what was refused cost nothing";
  now += 24h;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(limit, 1, now));
  EXPECT_TRUE(bucket.take(limit, 1, now)) << "it does not fill over its brim";
}

TEST(token_bucket, never_gives_more_than_it_holds) {
  token_bucket bucket;
  const net::steady_time now{1h};
  EXPECT_TRUE(bucket.take({.per_second = 10, .burst = 3}, 4, now));
  EXPECT_TRUE(bucket.take({.per_second = 1e-300, .burst = 3}, 1e300, now));
  EXPECT_FALSE(bucket.take({.per_second = 10, .burst = 3}, 3, now));
}

TEST(rate_limit, holds_a_second_when_no_burst_is_given) {
  EXPECT_EQ((rate_limit{.per_second = 7}).most_at_once(), 7);
  EXPECT_EQ((rate_limit{.per_second = 0.1}).most_at_once(), 1);
  EXPECT_FALSE(rate_limit{}.on());
}

TEST(handshake_limiter, knows_addresses_and_networks) {
  handshake_limiter limiter({.per_second = 1, .burst = 2});
  const net::steady_time now{1h};
  for (const char* address : {"192.0.2.1", "192.0.2.2", "2001:db8::1"}) {
    EXPECT_FALSE(limiter.admit(address, now)) << address;
    EXPECT_FALSE(limiter.admit(address, now)) << address;
    EXPECT_EQ(limiter.admit(address, now), 1s) << address;
  }
  EXPECT_TRUE(limiter.admit("2001:db8::2", now)) << "the same subscriber";
  EXPECT_FALSE(limiter.admit("2001:db8:0:1::1", now));
  EXPECT_TRUE(limiter.admit("::ffff:192.0.2.1", now)) << "the same client over an IPv6 socket";
  EXPECT_FALSE(limiter.admit("", now));
  EXPECT_FALSE(limiter.admit("192.0.2.1", now + 1s));
}

TEST(handshake_limiter, is_off_without_a_rate) {
  handshake_limiter limiter({});
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(limiter.admit("192.0.2.1", {}));
  EXPECT_EQ(limiter.size(), 0U);
}

TEST(handshake_limiter, forgets_those_it_has_not_seen_for_longest) {
  handshake_limiter limiter({.per_second = 1, .burst = 1}, 100);
  const net::steady_time now{1h};
  EXPECT_FALSE(limiter.admit("192.0.2.1", now));
  for (int i = 0; i < 10'000; ++i) {
    const std::string other = "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
    EXPECT_FALSE(limiter.admit(other, now));
    if (i % 50 == 0) {
      EXPECT_TRUE(limiter.admit("192.0.2.1", now)) << i;
    }
  }
  EXPECT_LE(limiter.size(), 200U);
}

}  // namespace
}  // namespace webchats::engineio
