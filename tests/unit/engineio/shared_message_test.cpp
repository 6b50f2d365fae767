#include "engineio/shared_message.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

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

}  // namespace
}  // namespace webchats::engineio
