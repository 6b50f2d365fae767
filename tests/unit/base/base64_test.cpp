#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace webchats::base {
namespace {

TEST(base64, of_urls_is_read_with_and_without_padding) {
  EXPECT_EQ(from_base64url("-_8="), "\xFB\xFF");
  EXPECT_EQ(from_base64url("-_8"), "\xFB\xFF");
  EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
  EXPECT_FALSE(from_base64url("+/8"));
}

TEST(base64, is_padded) {
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("\xFB\xFF"), "+/8=");
  EXPECT_EQ(base64(""), "");
}

}  // namespace
}  // namespace webchats::base
