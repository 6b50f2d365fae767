#include "engineio/packet.hpp"

#include <gtest/gtest.h>

namespace webchats::engineio {
namespace {

using enum packet_type;

TEST(decode_text, reads_type_digit_and_data_in_both_revisions) {
  std::string scratch;
  for (const protocol revision : {protocol::v3, protocol::v4}) {
    EXPECT_EQ(*decode_text(revision, "4hello", scratch), (packet{message, message_type::text, "hello"}));
    EXPECT_EQ(*decode_text(revision, "2probe", scratch), (packet{ping, message_type::text, "probe"}));
    EXPECT_EQ(*decode_text(revision, "6", scratch), (packet{noop, message_type::text, ""}));
  }
}

TEST(decode_text, takes_base64_as_a_message_in_v4) {
  std::string scratch;
  EXPECT_EQ(*decode_text(protocol::v4, "bAQIDBA==", scratch), (packet{message, message_type::binary, "\1\2\3\4"}));
  EXPECT_EQ(*decode_text(protocol::v4, "b", scratch), (packet{message, message_type::binary, ""}));
}

TEST(decode_text, takes_the_type_before_base64_in_v3) {
  std::string scratch;
  EXPECT_EQ(*decode_text(protocol::v3, "b4AQIDBA==", scratch), (packet{message, message_type::binary, "\1\2\3\4"}));
  // A v4 reader of the same bytes sees other base64: the digit is part of it.
  EXPECT_FALSE(decode_text(protocol::v4, "b4AQIDBA==", scratch));
}

TEST(decode_text, names_what_is_wrong_and_where) {
  std::string scratch;
  EXPECT_EQ(decode_text(protocol::v4, "", scratch).error(), (codec_error{codec_failure::empty, 0}));
  EXPECT_EQ(decode_text(protocol::v4, "abc", scratch).error(), (codec_error{codec_failure::unknown_type, 0}));
  EXPECT_EQ(decode_text(protocol::v4, "7", scratch).error(), (codec_error{codec_failure::unknown_type, 0}));
  EXPECT_EQ(decode_text(protocol::v3, "b", scratch).error(), (codec_error{codec_failure::unknown_type, 1}));
  EXPECT_EQ(decode_text(protocol::v3, "bxAQ==", scratch).error(), (codec_error{codec_failure::unknown_type, 1}));
  EXPECT_EQ(decode_text(protocol::v4, "b!!!!", scratch).error(), (codec_error{codec_failure::bad_base64, 1}));
  EXPECT_EQ(decode_text(protocol::v4, "bA", scratch).error(), (codec_error{codec_failure::bad_base64, 1}));
  EXPECT_EQ(decode_text(protocol::v4, "bAQ==AQ==", scratch).error(), (codec_error{codec_failure::bad_base64, 1}));
}

TEST(decode_binary, is_the_bare_message_in_v4) {
  EXPECT_EQ(*decode_binary(protocol::v4, "\1\2"), (packet{message, message_type::binary, "\1\2"}));
  EXPECT_EQ(*decode_binary(protocol::v4, ""), (packet{message, message_type::binary, ""}));
}

TEST(decode_binary, begins_with_the_type_as_a_byte_in_v3) {
  EXPECT_EQ(*decode_binary(protocol::v3, "\4\1\2"), (packet{message, message_type::binary, "\1\2"}));
  EXPECT_EQ(decode_binary(protocol::v3, "").error(), (codec_error{codec_failure::empty, 0}));
  EXPECT_EQ(decode_binary(protocol::v3, "\7").error(), (codec_error{codec_failure::unknown_type, 0}));
  EXPECT_EQ(decode_binary(protocol::v3, "4x").error(), (codec_error{codec_failure::unknown_type, 0}));
}

}  // namespace
}  // namespace webchats::engineio
