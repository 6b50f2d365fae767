#include "load/histogram.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace webchats::load {
namespace {

using namespace std::chrono_literals;

TEST(histogram, keeps_every_duration_to_one_part_in_64) {
  for (const auto took : {1ns, 63ns, 64ns, 1'000ns, 999'999ns, 12'345'678ns, 60'000'000'000ns}) {
    histogram one;
    one.add(took);
    const double exact = static_cast<double>(took.count()) / 1e6;
    EXPECT_LE(one.quantile_ms(0.5), exact);
    EXPECT_GE(one.quantile_ms(0.5), exact * 63 / 64);
    EXPECT_EQ(one.max_ms(), exact);
  }
}

TEST(histogram, a_quantile_is_what_that_part_does_not_exceed) {
  histogram hundred;
  for (int i = 1; i <= 100; ++i) hundred.add(std::chrono::milliseconds(i));
  EXPECT_NEAR(hundred.quantile_ms(0.5), 51, 1);
  EXPECT_NEAR(hundred.quantile_ms(0.99), 100, 2);
}

}  // namespace
}  // namespace webchats::load
