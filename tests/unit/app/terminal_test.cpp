#include "app/terminal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "app/banner.hpp"

namespace webchats::app {
namespace {

TEST(terminal, chinese_takes_two_columns_a_character) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("ping"), 4U);
  EXPECT_EQ(display_width("é…"), 2U);
  EXPECT_EQ(display_width("连接：a"), 7U);
  EXPECT_EQ(display_width("\xE8\xBF"), 1U);  // cut
}

TEST(terminal, tables_stand_straight_in_both_languages) {
  EXPECT_EQ(table({{"a"}, {"连接"}, {"four"}}), "+------+\n| a    |\n+------+\n| 连接 |\n| four |\n+------+\n");
}

TEST(terminal, groups_digits_by_three) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
}

TEST(terminal, the_language_is_that_of_the_first_variable_that_is_set) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) ::unsetenv(name);
  EXPECT_EQ(terminal_language(), language::en);
  ::setenv("LANG", "zh_CN.UTF-8", 1);
  EXPECT_EQ(terminal_language(), language::zh);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  EXPECT_EQ(terminal_language(), language::en);
  ::setenv("LC_ALL", "", 1);
  EXPECT_EQ(terminal_language(), language::zh);
  ::unsetenv("LC_ALL");
  ::unsetenv("LANG");
}

}  // namespace
}  // namespace webchats::app
