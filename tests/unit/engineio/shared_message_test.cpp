#include "engineio/shared_message.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "ws/deflate.hpp"
#include "ws/frame.hpp"

namespace webchats::engineio {
namespace {

std::string_view payload_of(const base::shared_buffer& frame, ws::opcode expected) {
  const std::string_view bytes = frame.view();
  const auto header = ws::decode_frame_header({bytes.data(), bytes.size()}, ws::sender::server);
  EXPECT_TRUE(header && *header);
  EXPECT_EQ((*header)->op, expected);
  EXPECT_EQ((*header)->size + (*header)->length, bytes.size());
  return bytes.substr((*header)->size);
}

TEST(shared_message, is_one_buffer_for_both_revisions_when_it_is_text) {
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 124, 125, 126, 65534, 65535, 65536, 100'000}) {
    const std::string text(size, 'x');
    const auto message = shared_message::text(text);
    EXPECT_EQ(message.payload(), text);
    EXPECT_EQ(payload_of(message.frame(protocol::v4), ws::opcode::text), "4" + text);
    EXPECT_EQ(message.frame(protocol::v3).view().data(), message.frame(protocol::v4).view().data());
  }
}

TEST(shared_message, has_a_frame_per_revision_when_it_is_binary) {
  for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 124, 125, 126, 65534, 65535, 65536}) {
    const std::string bytes(size, '\1');
    const auto message = shared_message::binary(bytes);
    EXPECT_EQ(message.payload(), bytes);
    EXPECT_EQ(payload_of(message.frame(protocol::v4), ws::opcode::binary), bytes);
    EXPECT_EQ(payload_of(message.frame(protocol::v3), ws::opcode::binary), "\4" + bytes);
    EXPECT_EQ(message.frame(protocol::v3).view().data(), message.frame(protocol::v3).view().data());
  }
}

TEST(shared_message, may_be_asked_for_the_v3_frame_by_many_threads) {
  const auto message = shared_message::binary("abc");
  std::vector<std::jthread> threads;
  std::array<const char*, 4> frames{};
  for (const char*& frame : frames) {
    threads.emplace_back([&frame, message] { frame = message.frame(protocol::v3).view().data(); });
  }
  threads.clear();
  for (const char* frame : frames) EXPECT_EQ(frame, frames[0]);
}

TEST(shared_message, is_compressed_once_for_all_threads) {
  const auto message = shared_message::text(std::string(5000, 'x'));
  std::vector<std::jthread> threads;
  std::array<const char*, 4> frames{};
  for (const char*& frame : frames) {
    threads.emplace_back([&frame, message] {
      ws::deflater of_this_loop;
      frame = message.packed_frame(protocol::v4, of_this_loop).view().data();
    });
  }
  threads.clear();
  ws::deflater pack;
  EXPECT_LT(message.packed_frame(protocol::v3, pack).size(), 100U);
  for (const char* frame : frames) EXPECT_EQ(frame, message.packed_frame(protocol::v3, pack).view().data());
}

TEST(shared_message, has_a_compressed_frame_per_revision_when_it_is_binary) {
  const auto message = shared_message::binary(std::string(5000, 'x'));
  ws::deflater pack;
  ws::inflater unpack;
  for (const protocol revision : {protocol::v3, protocol::v4}) {
    const std::string_view frame = message.packed_frame(revision, pack).view();
    const auto header = ws::decode_frame_header(frame, ws::sender::server, ws::compressed::yes).value().value();
    EXPECT_EQ(header.op, ws::opcode::binary);
    const auto plain = unpack.inflate(frame.substr(header.size), 10'000).value();
    EXPECT_EQ(std::string(plain.begin(), plain.end()), (revision == protocol::v3 ? "\4" : "") + std::string(5000, 'x'));
  }
}

TEST(shared_message, stays_as_it_is_when_it_is_short_or_does_not_shrink) {
  ws::deflater pack;
  const auto small = shared_message::text(std::string(127, 'x'));
  EXPECT_EQ(small.packed_frame(protocol::v4, pack).view().data(), small.frame(protocol::v4).view().data());
  std::string noise(500, '\0');
  std::mt19937 random;
  for (char& byte : noise) byte = static_cast<char>(random());
  const auto dense = shared_message::binary(noise);
  EXPECT_EQ(dense.packed_frame(protocol::v4, pack).view().data(), dense.frame(protocol::v4).view().data());
  EXPECT_EQ(dense.packed_frame(protocol::v3, pack).view().data(), dense.frame(protocol::v3).view().data());
}

}  // namespace
}  // namespace webchats::engineio
