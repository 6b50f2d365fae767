#include "base/log.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace webchats::base {
namespace {

TEST(escape_for_log, keeps_readable_text) { EXPECT_EQ(escape_for_log("GET /a?b=1 – 大白 😀"), "GET /a?b=1 – 大白 😀"); }

TEST(escape_for_log, makes_one_harmless_line_of_anything) {
  EXPECT_EQ(escape_for_log("a\r\nb\tc\x1b[31m\x7f"), "a\\x0d\\x0ab\\x09c\\x1b[31m\\x7f");
  EXPECT_EQ(escape_for_log("\xc2\x9b|\xc2\x85|\xe2\x80\xa8|\xe2\x80\xa9"),
            "\\xc2\\x9b|\\xc2\\x85|\\xe2\\x80\\xa8|\\xe2\\x80\\xa9");
  EXPECT_EQ(escape_for_log(std::string_view("\0", 1)), "\\x00");
}

TEST(escape_for_log, escapes_bytes_that_are_not_utf8) {
  EXPECT_EQ(escape_for_log("\x9b\xff"), "\\x9b\\xff");
  EXPECT_EQ(escape_for_log("\xc3("), "\\xc3(");
  EXPECT_EQ(escape_for_log("\xe4\xbd"), "\\xe4\\xbd");
  EXPECT_EQ(escape_for_log("\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80"), "\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80");
}

TEST(escape_for_log, cuts_what_is_too_long) {
  EXPECT_EQ(escape_for_log("abcdef", 3), "abc…");
  EXPECT_EQ(escape_for_log("abc", 3), "abc");
  EXPECT_LT(escape_for_log(std::string(100'000, '\n')).size(), 8300U);
}

TEST(log, hands_records_to_the_sink_and_drops_them_without_one) {
  std::vector<std::string> lines;
  log(log_level::error, "nobody listens");
  set_log_sink([&](log_level level, std::string_view line) {
    EXPECT_EQ(level, log_level::warning);
    lines.emplace_back(line);
  });
  log(log_level::warning, "one\ntwo");
  set_log_sink({});
  log(log_level::error, "nobody listens");
  EXPECT_EQ(lines, std::vector<std::string>{"one\\x0atwo"});
}

}  // namespace
}  // namespace webchats::base
