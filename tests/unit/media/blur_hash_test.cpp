#include "media/blur_hash.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace webchats::media {
namespace {

TEST(blur_hash, of_one_colour_is_that_colour) {
  const std::vector<std::uint8_t> white(8 * 8 * 3, 255);
  const std::vector<std::uint8_t> red{255, 0, 0};
  EXPECT_EQ(blur_hash({white, 8, 8}).substr(2, 4), "TSUA");
  EXPECT_EQ(blur_hash({red, 1, 1}).substr(2, 4), "TI:j");
}

TEST(blur_hash, of_no_pixels_is_empty) { EXPECT_EQ(blur_hash({{}, 0, 0}), ""); }

TEST(blur_hash, tells_left_from_right_and_top_from_bottom) {
  std::vector<std::uint8_t> across;
  std::vector<std::uint8_t> down;
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      across.insert(across.end(), 3, static_cast<std::uint8_t>(x * 16));
      down.insert(down.end(), 3, static_cast<std::uint8_t>(y * 16));
    }
  }
  const auto one = blur_hash({across, 16, 16});
  const auto other = blur_hash({down, 16, 16});
  EXPECT_EQ(one.size(), 28U);
  EXPECT_EQ(one.substr(2, 4), other.substr(2, 4));
  EXPECT_NE(one.substr(6), other.substr(6));
}

}  // namespace
}  // namespace webchats::media
