#include "ws/frame.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

namespace webchats::ws {
namespace {

using namespace std::string_literals;

auto decode(std::string_view bytes, compressed deflate = compressed::no, sender from = sender::client) {
  return decode_frame_header(bytes, from, deflate);
}

void expect_error(std::string_view bytes, frame_error error, compressed deflate = compressed::no) {
  const auto result = decode(bytes, deflate);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error(), error);
}

TEST(frame_header, of_every_kind_survives_encoding_and_decoding) {
  const std::uint64_t lengths[] = {0, 1, 125, 126, 127, 65535, 65536, 1'000'000, (std::uint64_t{1} << 63) - 1};
  for (const opcode op :
       {opcode::continuation, opcode::text, opcode::binary, opcode::close, opcode::ping, opcode::pong}) {
    for (const std::uint64_t length : lengths) {
      for (const fin last : {fin::no, fin::yes}) {
        if (is_control(op) && (length > max_control_payload || last == fin::no)) continue;
        for (const std::optional<std::uint32_t> key : {std::optional<std::uint32_t>{}, std::optional{0x01020304u}}) {
          const auto encoded = encode_frame_header(op, length, last, compressed::no, key);
          const auto decoded = decode(encoded.view(), compressed::no, key ? sender::client : sender::server);
          ASSERT_TRUE(decoded.has_value() && decoded->has_value());
          EXPECT_EQ((*decoded)->op, op);
          EXPECT_EQ((*decoded)->length, length);
          EXPECT_EQ((*decoded)->last, last);
          EXPECT_EQ((*decoded)->mask_key, key.value_or(0));
          EXPECT_EQ((*decoded)->size, encoded.size);
        }
      }
    }
  }
}

TEST(frame_header, has_the_bytes_of_the_rfc_examples) {
  EXPECT_EQ(encode_frame_header(opcode::text, 5).view(), "\x81\x05"s);
  EXPECT_EQ(encode_frame_header(opcode::text, 3, fin::no).view(), "\x01\x03"s);
  EXPECT_EQ(encode_frame_header(opcode::binary, 256).view(), "\x82\x7e\x01\x00"s);
  EXPECT_EQ(encode_frame_header(opcode::binary, 65536).view(), "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s);
  EXPECT_EQ(encode_frame_header(opcode::text, 7, fin::yes, compressed::yes).view(), "\xc1\x07"s);
}

TEST(frame_header, that_is_cut_off_is_neither_a_header_nor_an_error) {
  const std::string whole = "\x82\xff\x00\x00\x00\x00\x00\x01\x00\x00\x01\x02\x03\x04"s;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto result = decode(std::string_view(whole).substr(0, size));
    ASSERT_TRUE(result.has_value()) << size;
    EXPECT_FALSE(result->has_value()) << size;
  }
  EXPECT_TRUE(decode(whole)->has_value());
}

TEST(frame_header, with_reserved_bits_is_refused_at_its_first_byte) {
  expect_error("\xa2"s, frame_error::reserved_bits);
  expect_error("\xa2\x00"s, frame_error::reserved_bits);
  expect_error("\x91"s, frame_error::reserved_bits);
  expect_error("\xc1"s, frame_error::reserved_bits);
}

TEST(frame_header, may_say_compressed_only_on_the_first_frame_of_a_message_and_when_agreed) {
  EXPECT_EQ((*decode("\xc1\x80\x00\x00\x00\x00"s, compressed::yes))->deflated, compressed::yes);
  expect_error("\xc0\x80"s, frame_error::reserved_bits, compressed::yes);
  expect_error("\xc9\x80"s, frame_error::reserved_bits, compressed::yes);
}

TEST(frame_header, with_a_reserved_opcode_is_refused) {
  for (const int op : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    expect_error(std::string(1, static_cast<char>(0x80 | op)), frame_error::reserved_opcode);
  }
}

TEST(frame_header, of_a_control_frame_is_final_and_short) {
  expect_error("\x09"s, frame_error::fragmented_control);
  expect_error("\x08\x80"s, frame_error::fragmented_control);
  expect_error("\x89\xfe"s, frame_error::long_control);
  expect_error("\x8a\xff"s, frame_error::long_control);
}

TEST(frame_header, is_masked_exactly_when_a_client_sends_it) {
  expect_error("\x81\x05"s, frame_error::unmasked);
  const auto from_server = decode("\x81\x85"s, compressed::no, sender::server);
  ASSERT_FALSE(from_server.has_value());
  EXPECT_EQ(from_server.error(), frame_error::masked);
}

TEST(frame_header, has_the_shortest_form_of_its_length) {
  expect_error("\x82\xfe\x00\x7d"s, frame_error::length_not_minimal);
  expect_error("\x82\xff\x00\x00\x00\x00\x00\x00\xff\xff"s, frame_error::length_not_minimal);
  EXPECT_TRUE(decode("\x82\xfe\x00\x7e"s).has_value());
  EXPECT_TRUE(decode("\x82\xff\x00\x00\x00\x00\x00\x01\x00\x00"s).has_value());
}

TEST(frame_header, with_the_top_bit_of_a_64_bit_length_is_refused) {
  expect_error("\x82\xff\x80\x00\x00\x00\x00\x00\x00\x00"s, frame_error::length_too_large);
  expect_error("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff"s, frame_error::length_too_large);
  EXPECT_TRUE(decode("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff"s).has_value());
}

TEST(apply_mask, unmasks_the_example_of_the_rfc) {
  std::string text = "\x7f\x9f\x4d\x51\x58";
  std::uint32_t key;
  std::memcpy(&key, "\x37\xfa\x21\x3d", 4);
  apply_mask(text, key);
  EXPECT_EQ(text, "Hello");
}

TEST(apply_mask, gives_the_same_bytes_for_every_cut_and_alignment) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 70; ++size) {
    std::string plain(size, '\0');
    for (char& byte : plain) byte = static_cast<char>(random());
    const auto key = static_cast<std::uint32_t>(random());
    char key_bytes[4];
    std::memcpy(key_bytes, &key, 4);
    std::string expected = plain;
    for (std::size_t i = 0; i < size; ++i) expected[i] = static_cast<char>(expected[i] ^ key_bytes[i % 4]);

    for (std::size_t cut = 0; cut <= size; ++cut) {
      std::string shifted = "x" + plain;  // one byte off any alignment
      const std::span<char> bytes(shifted.data() + 1, size);
      apply_mask(bytes.subspan(cut), apply_mask(bytes.first(cut), key));
      EXPECT_EQ(shifted.substr(1), expected) << size << " cut at " << cut;
    }
  }
}

}  // namespace
}  // namespace webchats::ws
