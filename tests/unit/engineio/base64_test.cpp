#include "engineio/base64.hpp"

#include <gtest/gtest.h>

namespace webchats::engineio {
namespace {

std::string encoded(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

TEST(base64, knows_the_vectors_of_rfc_4648) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foob"), "Zm9vYg==");
  EXPECT_EQ(encoded("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
}

TEST(base64, gives_back_every_byte_at_every_length) {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    std::string out;
    ASSERT_EQ(decode_base64(encoded(bytes), out), base64_result::ok) << i;
    ASSERT_EQ(out, bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(base64, takes_absent_padding_and_nothing_else) {
  std::string out;
  EXPECT_EQ(decode_base64("Zg", out), base64_result::ok);
  EXPECT_EQ(out, "f");
  for (const char* bad :
       {"Z", "Zg=", "Zg===", "=", "====", "Zm9v====", "Zm 9v", "Zm9\nv", "Zm9v-w==", "Z\xC3\xA9==", "Zg==Zg=="}) {
    EXPECT_EQ(decode_base64(bad, out), base64_result::malformed) << bad;
  }
}

}  // namespace
}  // namespace webchats::engineio
