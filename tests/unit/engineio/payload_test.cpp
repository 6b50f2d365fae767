#include "engineio/payload.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace webchats::engineio {
namespace {

using namespace std::string_literals;
using enum packet_type;
using enum payload_format;

struct owned {
  packet_type type;
  message_type kind;
  std::string data;
  friend bool operator==(const owned&, const owned&) = default;
};

struct decoded {
  std::vector<owned> packets;
  std::optional<codec_error> error;
};

decoded decode(payload_format format, std::string_view body) {
  decoded out;
  payload_reader reader(format, body);
  for (;;) {
    const auto next = reader.next();
    if (!next) {
      out.error = next.error();
      EXPECT_FALSE(reader.next().value()) << "a reader that failed must stay at its end";
      return out;
    }
    if (!*next) return out;
    out.packets.push_back({(*next)->type, (*next)->kind, std::string((*next)->data)});
  }
}

owned text(std::string data) { return {message, message_type::text, std::move(data)}; }
owned binary(std::string data) { return {message, message_type::binary, std::move(data)}; }

void expect_packets(payload_format format, std::string_view body, std::vector<owned> expected) {
  const decoded got = decode(format, body);
  EXPECT_FALSE(got.error) << got.error->describe() << " in " << body;
  EXPECT_EQ(got.packets, expected) << body;
}

void expect_error(payload_format format, std::string_view body, codec_failure what, std::size_t at,
                  std::size_t packets_before = 0) {
  const decoded got = decode(format, body);
  ASSERT_TRUE(got.error) << body;
  EXPECT_EQ(got.error->what, what) << body << ": " << got.error->describe();
  EXPECT_EQ(got.error->at, at) << body;
  EXPECT_EQ(got.packets.size(), packets_before) << body;
}

TEST(payload_v4, splits_at_the_record_separator) {
  expect_packets(v4, "4hello", {text("hello")});
  expect_packets(v4,
                 "4a\x1e"
                 "4b\x1e"
                 "4",
                 {text("a"), text("b"), text("")});
  expect_packets(v4,
                 "4hello\x1e"
                 "bAQIDBA==",
                 {text("hello"), binary("\1\2\3\4")});
  expect_packets(v4, "3", {{pong, message_type::text, ""}});
}

TEST(payload_v4, gives_the_packets_before_the_bad_one) {
  expect_error(v4, "", codec_failure::empty, 0);
  expect_error(v4, "abc", codec_failure::unknown_type, 0);
  expect_error(v4, "4a\x1e", codec_failure::empty, 3, 1);
  expect_error(v4,
               "4a\x1e\x1e"
               "4b",
               codec_failure::empty, 3, 1);
  expect_error(v4,
               "4a\x1e"
               "bA",
               codec_failure::bad_base64, 4, 1);
  expect_error(v4, "4\xff", codec_failure::bad_utf8, 0);
  expect_error(v4, "4\xed\xa0\x80", codec_failure::bad_utf8, 0);
}

TEST(payload_v3_text, counts_utf16_code_units) {
  expect_packets(v3_text, "6:4hello", {text("hello")});
  expect_packets(v3_text, "2:4€", {text("€")});
  expect_packets(v3_text, "12:42[\"e\",\"😀\"]", {text("2[\"e\",\"😀\"]")});
  expect_packets(v3_text, "6:4test16:4test26:4test3", {text("test1"), text("test2"), text("test3")});
  expect_packets(v3_text, "6:4hello10:b4AQIDBA==", {text("hello"), binary("\1\2\3\4")});
  expect_packets(v3_text, "1:2", {{ping, message_type::text, ""}});
}

TEST(payload_v3_text, refuses_every_wrong_length) {
  expect_error(v3_text, "", codec_failure::empty, 0);
  expect_error(v3_text, "abc", codec_failure::bad_length, 0);
  expect_error(v3_text, ":4a", codec_failure::bad_length, 0);
  expect_error(v3_text, "-2:4a", codec_failure::bad_length, 0);
  expect_error(v3_text, "+2:4a", codec_failure::bad_length, 0);
  expect_error(v3_text, "2.0:4a", codec_failure::bad_length, 0);
  expect_error(v3_text, "0x2:4a", codec_failure::bad_length, 0);
  expect_error(v3_text, "99999999999999999999:4a", codec_failure::bad_length, 0);
  expect_error(v3_text, std::string(400, '1') + ":4a", codec_failure::bad_length, 0);
  expect_error(v3_text, "3:4a", codec_failure::truncated, 2);
  expect_error(v3_text, "9999999999:4a", codec_failure::truncated, 11);
  expect_error(v3_text, "0:", codec_failure::empty, 2);
  expect_error(v3_text, "2:4a1", codec_failure::bad_length, 4, 1);
  expect_error(v3_text, "2:4😀", codec_failure::truncated, 2);  // would cut the pair
  expect_error(v3_text, "2:4\x80", codec_failure::bad_utf8, 0);
}

TEST(payload_v3_binary, keeps_text_and_binary_side_by_side) {
  expect_packets(v3_binary,
                 "\x00\x06\xff"
                 "4hello"s +
                     "\x01\x05\xff\x04\x01\x02\x03\x04"s,
                 {text("hello"), binary("\1\2\3\4")});
  // The length of text counts bytes: what the reference server writes.
  expect_packets(v3_binary,
                 "\x00\x04\xff"
                 "4€"s,
                 {text("€")});
  expect_packets(v3_binary,
                 "\x00\x01\x02\xff"
                 "4hello world"s,
                 {text("hello world")});
}

TEST(payload_v3_binary, ends_at_the_end_whatever_the_lengths_say) {
  expect_error(v3_binary, "\x01\x05\xff\x04\x01\x02"s, codec_failure::truncated, 3);
  expect_error(v3_binary, "\x01"s, codec_failure::truncated, 1);
  expect_error(v3_binary, "\x01\x05"s, codec_failure::truncated, 2);
  expect_error(v3_binary, "\x01\xff\x04"s, codec_failure::bad_length, 1);
  expect_error(v3_binary, "\x01\x0a\xff"s, codec_failure::bad_length, 1);
  expect_error(v3_binary, "\x01"s + std::string(400, '\x09') + "\xff", codec_failure::bad_length, 11);
  expect_error(v3_binary, "\x01\x00\xff"s, codec_failure::empty, 3);
  expect_error(v3_binary,
               "\x02\x01\xff"
               "4"s,
               codec_failure::unknown_type, 0);
  expect_error(v3_binary, "4hello", codec_failure::unknown_type, 0);
  expect_error(v3_binary,
               "\x00\x02\xff"
               "4\xff"s,
               codec_failure::bad_utf8, 3);
}

TEST(encode_payload, writes_what_the_reference_writes) {
  const std::vector<packet> plain = {{message, message_type::text, "hello"}, {noop, message_type::text, ""}};
  const std::vector<packet> mixed = {{message, message_type::text, "€"}, {message, message_type::binary, "\1\2\3\4"}};
  EXPECT_EQ(encode_payload(v4, plain),
            "4hello\x1e"
            "6");
  EXPECT_EQ(encode_payload(v4, mixed),
            "4€\x1e"
            "bAQIDBA==");
  EXPECT_EQ(encode_payload(v3_text, plain), "6:4hello1:6");
  EXPECT_EQ(encode_payload(v3_text, mixed), "2:4€10:b4AQIDBA==");
  EXPECT_EQ(encode_payload(v3_binary, mixed),
            "\x00\x04\xff"
            "4€"s +
                "\x01\x05\xff\x04\x01\x02\x03\x04"s);
}

TEST(encode_payload, is_undone_by_the_reader) {
  std::vector<owned> packets;
  for (int i = 0; i < 300; ++i) {
    const std::string data(static_cast<std::size_t>(i), static_cast<char>('a' + i % 26));
    packets.push_back(i % 3 == 0 ? binary(data) : text(i % 3 == 1 ? data : "é中😀" + data));
  }
  std::vector<packet> views;
  for (const owned& p : packets) views.push_back({p.type, p.kind, p.data});
  for (const payload_format format : {v4, v3_text, v3_binary}) {
    expect_packets(format, encode_payload(format, views), packets);
  }
}

TEST(payload_reader, takes_a_million_tiny_packets_in_linear_time) {
  std::string v4_body = "4";
  std::string v3_body;
  std::string raw_body;
  for (int i = 0; i < 300'000; ++i) {
    v4_body +=
        "\x1e"
        "4";
    v3_body += "2:4¼";
    raw_body +=
        "\x00\x01\xff"
        "4"s;
  }
  EXPECT_EQ(decode(v4, v4_body).packets.size(), 300'001U);
  EXPECT_EQ(decode(v3_text, v3_body).packets.size(), 300'000U);
  EXPECT_EQ(decode(v3_binary, raw_body).packets.size(), 300'000U);
}

TEST(utf16_length, is_what_javascript_calls_length) {
  EXPECT_EQ(utf16_length(""), 0U);
  EXPECT_EQ(utf16_length("abc"), 3U);
  EXPECT_EQ(utf16_length("é中€"), 3U);
  EXPECT_EQ(utf16_length("😀"), 2U);
  EXPECT_EQ(utf16_length("\xEF\xBF\xBF\xF4\x8F\xBF\xBF"), 3U);  // U+FFFF, U+10FFFF
}

}  // namespace
}  // namespace webchats::engineio
