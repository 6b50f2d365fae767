#include "ws/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/for_each_split.hpp"

namespace webchats::ws {
namespace {

using namespace std::string_literals;

enum class verdict { valid, invalid, cut_off };

verdict judge(std::span<const std::string_view> pieces) {
  utf8_validator check;
  for (const std::string_view piece : pieces) {
    if (!check.feed(piece)) return verdict::invalid;
  }
  return check.complete() ? verdict::valid : verdict::cut_off;
}

void expect_verdict(std::string_view text, verdict expected) {
  test::for_each_split(text, [&](auto pieces) { EXPECT_EQ(judge(pieces), expected); });
  EXPECT_EQ(is_utf8(text), expected == verdict::valid);
}

std::string encode(std::uint32_t point) {
  if (point < 0x80) return {static_cast<char>(point)};
  const auto tail = [point](int shift) { return static_cast<char>(0x80 | (point >> shift & 0x3f)); };
  if (point < 0x800) return {static_cast<char>(0xc0 | point >> 6), tail(0)};
  if (point < 0x10000) return {static_cast<char>(0xe0 | point >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | point >> 18), tail(12), tail(6), tail(0)};
}

TEST(utf8_validator, takes_text_in_every_cut) {
  expect_verdict("", verdict::valid);
  expect_verdict("plain", verdict::valid);
  expect_verdict("κόσμε", verdict::valid);
  expect_verdict("Hello-µ@ßöäüàá-UTF-8!! 大白 😀 and some more of it behind, longer than one vector", verdict::valid);
}

TEST(utf8_validator, takes_every_code_point_and_no_surrogate) {
  for (std::uint32_t point = 0; point <= 0x10ffff; ++point) {
    const std::string bytes = encode(point);
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    utf8_validator whole;
    const bool taken = whole.feed(bytes) && whole.complete();
    utf8_validator octets;
    bool octets_taken = true;
    for (const char byte : bytes) octets_taken = octets_taken && octets.feed(std::span(&byte, 1));
    ASSERT_EQ(taken, !surrogate) << point;
    ASSERT_EQ(octets_taken && octets.complete(), !surrogate) << point;
  }
}

TEST(utf8_validator, refuses_overlong_forms_surrogates_and_impossible_bytes) {
  for (const std::string& bad : {"\xc0\xaf"s, "\xe0\x80\xaf"s, "\xf0\x80\x80\xaf"s, "\xc1\xbf"s, "\xe0\x9f\xbf"s,
                                 "\xf0\x8f\xbf\xbf"s, "\xed\xa0\x80"s, "\xed\xbf\xbf"s, "\xf4\x90\x80\x80"s,
                                 "\xf8\x88\x80\x80\x80"s, "\xfe"s, "\xff"s, "\x80"s, "ok\xbf"s, "\xce\xce\xba"s}) {
    expect_verdict(bad, verdict::invalid);
    expect_verdict("text before it " + bad + " and after it", verdict::invalid);
  }
}

TEST(utf8_validator, waits_for_the_rest_of_a_code_point) {
  for (const std::string& begun : {"\xce"s, "\xe1\xbd"s, "\xf0\x9f\x98"s, "ascii \xf4\x8f"s}) {
    expect_verdict(begun, verdict::cut_off);
  }
}

TEST(utf8_validator, fails_at_the_first_byte_that_cannot_be_right) {
  utf8_validator check;
  EXPECT_TRUE(check.feed("κόσμε\xf4"s));
  EXPECT_FALSE(check.feed("\x90"s));
  utf8_validator at_once;
  EXPECT_FALSE(at_once.feed("κόσμε\xf4\x90"s));
  utf8_validator surrogate;
  EXPECT_FALSE(surrogate.feed("\xed\xa0"s));
}

}  // namespace
}  // namespace webchats::ws
