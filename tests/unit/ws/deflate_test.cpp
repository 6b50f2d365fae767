#include "ws/deflate.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace webchats::ws {
namespace {

using namespace std::string_literals;

std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

TEST(deflate, survives_both_ways_for_every_kind_of_bytes) {
  deflater pack;
  inflater unpack;
  for (const std::string& plain : {""s, "a"s, "Hello"s, std::string(100'000, 'z'), noise(70'000, 1), noise(1, 2),
                                   noise(3000, 3) + std::string(3000, 'q') + noise(3000, 4)}) {
    const std::string packed(pack.deflate(plain));
    ASSERT_LE(packed.size(), inflater::largest_input(plain.size()));
    const auto back = unpack.inflate(packed, plain.size());
    ASSERT_TRUE(back.has_value()) << plain.size();
    EXPECT_EQ(std::string(back->begin(), back->end()), plain);
  }
}

TEST(deflate, makes_each_message_readable_without_the_one_before) {
  deflater pack;
  const std::string first(pack.deflate("the same text, the same text"));
  const std::string second(pack.deflate("the same text, the same text"));
  EXPECT_EQ(first, second);
  EXPECT_FALSE(first.ends_with("\x00\x00\xff\xff"s));
}

TEST(pack_frame, keeps_the_opcode_and_marks_the_frame) {
  deflater pack;
  inflater unpack;
  for (const opcode op : {opcode::text, opcode::binary}) {
    for (const std::size_t size : {200U, 70'000U}) {
      const std::string plain(size, 'x');
      const std::string frame = std::string(encode_frame_header(op, size).view()) + plain;
      const auto packed = pack_frame(pack, frame);
      ASSERT_TRUE(packed.has_value());
      const auto header = decode_frame_header(packed->header.view(), sender::server, compressed::yes).value().value();
      EXPECT_EQ(header.op, op);
      EXPECT_EQ(header.deflated, compressed::yes);
      EXPECT_EQ(header.length, packed->payload.size());
      const auto back = unpack.inflate(packed->payload, size);
      ASSERT_TRUE(back.has_value());
      EXPECT_EQ(std::string(back->begin(), back->end()), plain);
    }
  }
  const std::string random = noise(1000, 5);
  EXPECT_FALSE(pack_frame(pack, std::string(encode_frame_header(opcode::binary, 1000).view()) + random));
}

TEST(inflate, gives_exactly_the_limit_and_not_a_byte_more) {
  deflater pack;
  inflater unpack;
  for (const std::size_t size : {0u, 1u, 1023u, 1024u, 1025u, 2048u, 65'536u}) {
    const std::string packed(pack.deflate(std::string(size + 1, 'x')));
    EXPECT_TRUE(unpack.inflate(packed, size + 1).has_value()) << size;
    const auto over = unpack.inflate(packed, size);
    ASSERT_FALSE(over.has_value()) << size;
    EXPECT_EQ(over.error(), inflate_error::too_big);
  }
}

TEST(inflate, works_again_after_an_error) {
  deflater pack;
  inflater unpack;
  EXPECT_EQ(unpack.inflate("\xff\xff"s, 100).error(), inflate_error::broken);
  const std::string packed(pack.deflate("fine"));
  EXPECT_TRUE(unpack.inflate(packed, 100).has_value());
}

TEST(inflate, refuses_a_message_that_is_cut_off) {
  deflater pack;
  inflater unpack;
  const std::string plain = noise(500, 9) + std::string(500, 'a');
  const std::string packed(pack.deflate(plain));
  for (std::size_t size = 1; size < packed.size(); ++size) {
    const auto cut = unpack.inflate(std::span(packed).first(size), 10'000);
    // The last byte only pads the flush; a cut inside a block may still be readable by chance, but not as the whole
    // text.
    if (cut && size + 1 < packed.size()) {
      EXPECT_NE(std::string(cut->begin(), cut->end()), plain) << size;
    }
  }
}

}  // namespace
}  // namespace webchats::ws
