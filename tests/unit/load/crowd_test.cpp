#include "load/crowd.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace webchats::load {
namespace {

TEST(stamp, comes_back_from_the_text_it_was_written_into) {
  const stamp sent{.sequence = 4711, .sent_ns = 1'234'567'890'123'456'789};
  EXPECT_EQ(stamped(sent, 64).size(), 64U);
  const stamp found = read_message(message_packet(sent, 64));
  EXPECT_EQ(found.sequence, sent.sequence);
  EXPECT_EQ(found.sent_ns, sent.sent_ns);
}

TEST(stamp, a_changed_text_is_noticed) {
  EXPECT_THROW(static_cast<void>(read_stamp("00000000001:too short")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(read_message(R"(2["other","00000000001:0000000000000000001:"])")), std::runtime_error);
  std::string text = stamped(1, 64);
  text[3] = 'x';
  EXPECT_THROW(static_cast<void>(read_stamp(text)), std::runtime_error);
}

}  // namespace
}  // namespace webchats::load
