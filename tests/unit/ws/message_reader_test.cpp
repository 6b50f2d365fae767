#include "ws/message_reader.hpp"

#include <gtest/gtest.h>

#include "support/for_each_split.hpp"
#include "support/ws_transcript.hpp"
#include "ws/deflate.hpp"

namespace webchats::ws {
namespace {

using namespace std::string_literals;
using test::client_frame;

constexpr std::size_t limit = 1000;
constexpr std::uint8_t text_final = 0x81, binary_final = 0x82, text_first = 0x01, more = 0x00, last = 0x80,
                       ping_frame = 0x89, pong_frame = 0x8a, close_frame = 0x88;

void expect_transcript(const std::string& bytes, std::string_view expected, std::size_t fragments = 100) {
  test::for_each_split(bytes, [&](auto pieces) {
    message_reader reader(limit, fragments);
    EXPECT_EQ(test::transcript(reader, pieces), expected);
  });
}

TEST(message_reader, hands_out_whole_messages_in_order) {
  expect_transcript(
      client_frame(text_final, "one") + client_frame(binary_final, "\x00\xff"s) + client_frame(text_final, ""),
      "text one\nbinary \x00\xff\ntext \n"s);
}

TEST(message_reader, puts_fragments_together_around_control_frames) {
  expect_transcript(client_frame(text_first, "frag") + client_frame(ping_frame, "p1") + client_frame(more, "men") +
                        client_frame(pong_frame, "") + client_frame(last, "ts") + client_frame(text_final, "next"),
                    "ping p1\npong \ntext fragments\ntext next\n");
}

TEST(message_reader, takes_empty_fragments) {
  expect_transcript(client_frame(text_first, "") + client_frame(more, "") + client_frame(last, ""), "text \n");
}

TEST(message_reader, hands_out_a_whole_frame_where_it_lies) {
  message_reader reader(limit, 1);
  std::string bytes = client_frame(text_final, "in place") + client_frame(binary_final, "again");
  std::span<char> input(bytes);
  const auto first = reader.next(input);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(std::get<message>(*first).payload.data(), bytes.data() + 6);
  const auto second = reader.next(input);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(std::get<message>(*second).payload.data(), bytes.data() + 6 + 8 + 6);
  EXPECT_EQ(reader.next(input), std::nullopt);
  EXPECT_EQ(reader.memory(), 0u);
}

TEST(message_reader, holds_no_memory_between_messages) {
  message_reader reader(limit, 10);
  const std::string bytes = client_frame(text_first, "a") + client_frame(last, std::string(500, 'b'));
  const std::string_view pieces[] = {std::string_view(bytes).substr(0, 100), std::string_view(bytes).substr(100)};
  EXPECT_EQ(test::transcript(reader, std::span(pieces).first(1)), "");
  EXPECT_TRUE(reader.unfinished());
  EXPECT_GT(reader.memory(), 0u);
  EXPECT_EQ(test::transcript(reader, std::span(pieces).last(1)), "text a" + std::string(500, 'b') + "\n");
  EXPECT_FALSE(reader.unfinished());
  EXPECT_EQ(reader.memory(), 0u);
}

TEST(message_reader, keeps_no_more_than_twice_of_what_has_arrived_whatever_is_declared) {
  message_reader reader(std::size_t{1} << 31, 10);
  // A frame that declares 1 GiB.
  std::string head = "\x82\xff\x00\x00\x00\x00\x40\x00\x00\x00\x00\x00\x00\x00"s;
  const std::string_view pieces[] = {head};
  test::transcript(reader, pieces);
  const std::size_t base = reader.memory();
  EXPECT_LT(base, 400u);
  std::size_t arrived = 0;
  std::string block(1000, 'x');
  for (int i = 0; i < 300; ++i) {
    const std::string_view more_bytes[] = {block};
    EXPECT_EQ(test::transcript(reader, more_bytes), "");
    arrived += block.size();
    ASSERT_LE(reader.memory(), base + 2 * arrived);
  }
  EXPECT_EQ(reader.buffered(), arrived);
}

TEST(message_reader, costs_no_memory_per_tiny_fragment) {
  constexpr int fragments = 20'000;
  message_reader reader(100'000, fragments + 2);
  std::string bytes = client_frame(text_first, "");
  for (int i = 0; i < fragments; ++i) bytes += client_frame(more, i % 2 == 0 ? "" : "x");
  const std::string_view pieces[] = {bytes};
  EXPECT_EQ(test::transcript(reader, pieces), "");
  EXPECT_LE(reader.memory(), 2 * fragments / 2 + 400);
  const std::string end = client_frame(last, "");
  const std::string_view rest[] = {end};
  EXPECT_EQ(test::transcript(reader, rest), "text " + std::string(fragments / 2, 'x') + "\n");
}

TEST(message_reader, fails_when_a_message_has_too_many_fragments) {
  std::string bytes = client_frame(text_first, "") + client_frame(more, "") + client_frame(more, "");
  expect_transcript(bytes, "failure 1009 too many fragments\n", 2);
  expect_transcript(bytes, "", 3);
}

TEST(message_reader, takes_a_message_of_the_limit_and_fails_beyond_it) {
  const std::string most(limit, 'm');
  message_reader reader(limit, 10);
  const std::string bytes = client_frame(binary_final, most);
  const std::string_view pieces[] = {bytes};
  EXPECT_EQ(test::transcript(reader, pieces), "binary " + most + "\n");
  // At the header: nothing of the payload has to come first.
  expect_transcript(client_frame(binary_final, most + "x").substr(0, 8),
                    "failure 1009 payload too big: 1001 > 1000 bytes\n");
  expect_transcript(client_frame(text_first, std::string(600, 'a')) + client_frame(last, std::string(401, 'b')),
                    "failure 1009 payload too big: 1001 > 1000 bytes\n");
  // A length near 2^63 in a later fragment must not wrap around.
  expect_transcript(client_frame(text_first, "abc") + "\x80\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"s,
                    "failure 1009 payload too big: 9223372036854775810 > 1000 bytes\n");
}

TEST(message_reader, fails_on_wrong_order_of_fragments) {
  expect_transcript(client_frame(last, "x"), "failure 1002 nothing to continue\n");
  expect_transcript(client_frame(more, "x"), "failure 1002 nothing to continue\n");
  expect_transcript(client_frame(text_first, "x") + client_frame(text_final, "y"),
                    "failure 1002 message is not finished\n");
  expect_transcript(client_frame(text_final, "x") + client_frame(last, "y"),
                    "text x\nfailure 1002 nothing to continue\n");
}

TEST(message_reader, fails_on_broken_frames_and_drops_what_follows) {
  expect_transcript("\xa2\x00"s + client_frame(text_final, "x"), "failure 1002 reserved bits are set\n");
  expect_transcript("\x81\x05Hello"s, "failure 1002 frame is not masked\n");
  expect_transcript("\xc1\x80\x00\x00\x00\x00"s, "failure 1002 reserved bits are set\n");
  expect_transcript("\x83\x80\x00\x00\x00\x00"s, "failure 1002 reserved opcode\n");
  expect_transcript(client_frame(0x09, "x"), "failure 1002 fragmented control frame\n");
  expect_transcript(client_frame(ping_frame, std::string(126, 'x')), "failure 1002 control frame is too long\n");
}

TEST(message_reader, fails_on_text_that_is_not_utf8) {
  expect_transcript(client_frame(text_final, "\xed\xa0\x80"), "failure 1007 text is not UTF-8\n");
  expect_transcript(client_frame(text_final, "cut \xe5\xa4"), "failure 1007 text is not UTF-8\n");
  expect_transcript(client_frame(text_first, "\xe5") + client_frame(last, "\xa4"), "failure 1007 text is not UTF-8\n");
  expect_transcript(client_frame(text_first, "\xe5") + client_frame(last, "\xa4\xa7"), "text 大\n");
  expect_transcript(client_frame(binary_final, "\xed\xa0\x80"), "binary \xed\xa0\x80\n");
}

TEST(message_reader, fails_at_the_byte_that_breaks_the_text_and_not_at_the_end_of_the_frame) {
  message_reader reader(limit, 10);
  const std::string good = "κόσμε";
  const std::string frame = client_frame(text_final, good + "\xf4\x90\x80\x80 and the rest");
  const std::size_t broken_at = 6 + good.size() + 2;
  const std::string_view before[] = {std::string_view(frame).substr(0, broken_at - 1)};
  EXPECT_EQ(test::transcript(reader, before), "");
  const std::string_view wrong[] = {std::string_view(frame).substr(broken_at - 1, 1)};
  EXPECT_EQ(test::transcript(reader, wrong), "failure 1007 text is not UTF-8\n");
}

TEST(message_reader, reads_the_close_frame_and_nothing_after_it) {
  expect_transcript(client_frame(close_frame,
                                 "\x03\xe8"
                                 "bye") +
                        client_frame(text_final, "ignored"),
                    "close 1000 bye\n");
  expect_transcript(client_frame(close_frame, "") + client_frame(ping_frame, ""), "close 1005 \n");
  expect_transcript(client_frame(close_frame, "a"), "failure 1002 close frame is broken\n");
  expect_transcript(client_frame(close_frame, "\x03\xed"), "failure 1002 close frame is broken\n");
  expect_transcript(client_frame(close_frame, "\x03\xe8\xff"), "failure 1007 close frame is broken\n");
  expect_transcript(client_frame(text_first, "half") + client_frame(close_frame, "\x03\xe8"), "close 1000 \n");
}

class compressed_message_reader : public testing::Test {
 protected:
  void expect_transcript(const std::string& bytes, std::string_view expected) {
    test::for_each_split(bytes, [&](auto pieces) {
      message_reader reader(limit, 100, &inflate_);
      EXPECT_EQ(test::transcript(reader, pieces), expected);
    });
  }
  std::string packed(std::string_view plain) { return std::string(deflate_.deflate(plain)); }

  inflater inflate_;
  deflater deflate_;
};

TEST_F(compressed_message_reader, inflates_messages_in_one_frame_and_in_several) {
  expect_transcript(client_frame(0xc1, packed("Hello")) + client_frame(text_final, "plain"),
                    "text Hello\ntext plain\n");
  const std::string bytes = packed("some text, some text, some text");
  expect_transcript(client_frame(0x42, bytes.substr(0, 3)) + client_frame(ping_frame, "p") + client_frame(more, "") +
                        client_frame(last, bytes.substr(3)),
                    "ping p\nbinary some text, some text, some text\n");
}

TEST_F(compressed_message_reader, takes_the_examples_of_rfc_7692) {
  expect_transcript(client_frame(0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00"s), "text Hello\n");
  expect_transcript(client_frame(0x41, "\xf2\x48\xcd"s) + client_frame(last, "\xc9\xc9\x07\x00"s), "text Hello\n");
  // A block without compression, one that says it is the last, and two blocks.
  expect_transcript(client_frame(0xc1, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s), "text Hello\n");
  expect_transcript(client_frame(0xc1, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s), "text Hello\n");
  expect_transcript(client_frame(0xc1, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s), "text Hello\n");
}

TEST_F(compressed_message_reader, fails_on_a_bomb_with_little_memory) {
  const std::string bomb = packed(std::string(10'000'000, '\0'));
  message_reader reader(limit * 100, 10, &inflate_);
  const std::string bytes = client_frame(0xc2, bomb);
  const std::string_view pieces[] = {bytes};
  EXPECT_EQ(test::transcript(reader, pieces), "failure 1009 payload too big: more than 100000 bytes\n");
}

TEST_F(compressed_message_reader, fails_on_broken_data_and_broken_text) {
  expect_transcript(client_frame(0xc1, "\xff\xff\xff"s), "failure 1007 compressed data is broken\n");
  expect_transcript(client_frame(0xc1, packed("\xed\xa0\x80")), "failure 1007 text is not UTF-8\n");
}

TEST_F(compressed_message_reader, refuses_the_bit_on_other_frames) {
  expect_transcript(client_frame(0xc9, ""), "failure 1002 reserved bits are set\n");
  expect_transcript(client_frame(text_first, "a") + client_frame(0xc0, "b"), "failure 1002 reserved bits are set\n");
}

}  // namespace
}  // namespace webchats::ws
