#include "ws/close_frame.hpp"

#include <gtest/gtest.h>

#include "ws/utf8.hpp"

namespace webchats::ws {
namespace {

using namespace std::string_literals;

std::string payload(unsigned code, std::string_view reason = {}) {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)}.append(reason);
}

TEST(close_frame, may_be_empty) {
  const auto status = parse_close(""s);
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->code, close_code::no_status);
  EXPECT_EQ(status->reason, "");
}

TEST(close_frame, of_one_byte_is_a_protocol_error) { EXPECT_EQ(parse_close("a"s).error(), close_code::protocol_error); }

TEST(close_frame, takes_exactly_the_codes_that_may_be_sent) {
  for (unsigned code = 0; code <= 65535; ++code) {
    const bool allowed =
        (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    const auto status = parse_close(payload(code));
    ASSERT_EQ(status.has_value(), allowed) << code;
    if (!allowed) {
      ASSERT_EQ(status.error(), close_code::protocol_error) << code;
    }
  }
}

TEST(close_frame, with_a_reason_that_is_not_utf8_is_invalid_payload) {
  EXPECT_EQ(parse_close(payload(1000, "κόσμε\xed\xa0\x80")).error(), close_code::invalid_payload);
  EXPECT_EQ(parse_close(payload(1000, "κόσμε"))->reason, "κόσμε");
}

TEST(close_frame, survives_writing_and_reading) {
  const std::string bytes = close_payload(close_code::going_away, "bye");
  const auto status = parse_close(bytes);
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->code, close_code::going_away);
  EXPECT_EQ(status->reason, "bye");
}

TEST(close_frame, says_nothing_for_codes_that_are_never_on_the_wire) {
  EXPECT_EQ(close_payload(close_code::no_status, "x"), "");
  EXPECT_EQ(close_payload(close_code::abnormal, "x"), "");
}

TEST(close_frame, cuts_a_long_reason_between_code_points) {
  for (std::size_t lead = 0; lead < 4; ++lead) {
    std::string reason(lead, 'a');
    for (int i = 0; i < 60; ++i) reason += "大";
    const std::string bytes = close_payload(close_code::normal, reason);
    EXPECT_LE(bytes.size(), 125u);
    EXPECT_GE(bytes.size(), 122u);
    EXPECT_TRUE(is_utf8(std::string_view(bytes).substr(2)));
  }
}

}  // namespace
}  // namespace webchats::ws
