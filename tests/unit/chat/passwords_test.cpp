#include "chat/passwords.hpp"

#include "chat/common_passwords.hpp"
#include "support.hpp"

namespace webchats::chat {
namespace {

TEST(common_passwords, are_known_in_any_case_and_with_what_people_add) {
  for (const auto* each : {"password", "PassWord", "qwertyuiop", "1234567890", "iloveyou1", "woaini1314", "Dragon2026",
                           "letmein!", "zzzzzzzzzzzz", "zxcvbnm"}) {
    EXPECT_TRUE(is_common_password(each)) << each;
  }
  for (const auto* each : {"correct horse", "dragon2026xyz", "dragon-and-tea", "monkey82734!92", "tr0ub4dor&3x", ""}) {
    EXPECT_FALSE(is_common_password(each)) << each;
  }
}

TEST(check_password, wants_neither_too_few_nor_too_many_characters) {
  EXPECT_EQ(check_password("", 8, 128), (invalid{field::password, rule::required}));
  EXPECT_EQ(check_password("七个字不够长", 8, 128), (invalid{field::password, rule::too_short, 8}));
  EXPECT_EQ(check_password("八个字刚好够长了", 8, 128), std::nullopt);
  std::string long_one = "a";
  for (int i = 0; i < 127; ++i) long_one += "ü";
  EXPECT_EQ(check_password(long_one, 8, 128), std::nullopt);
  EXPECT_EQ(check_password(long_one + "ü", 8, 128), (invalid{field::password, rule::too_long, 128}));
  EXPECT_EQ(check_password("sunshine1", 8, 128), (invalid{field::password, rule::common}));
}

}  // namespace
}  // namespace webchats::chat
