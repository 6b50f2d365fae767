#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(session_with_a_rate, ends_when_the_client_sends_too_many_packets) {
  session_fixture f(protocol::v4, {}, {.packets = {.per_second = 2, .burst = 3}});
  f.open_by_polling();
  f.post(
      "4a\x1e"
      "4b\x1e"
      "4c\x1e"
      "4d\x1e"
      "4e");
  EXPECT_THAT(f.log.messages, ElementsAre("Ta", "Tb", "Tc"));
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::rate_limited));
  EXPECT_EQ(f.log.detail, "more than 2 packets a second and 3 at once");
}

TEST(session_with_a_rate, counts_heartbeats_too) {
  session_fixture f(protocol::v3, {}, {.packets = {.per_second = 1, .burst = 5}});
  fake_websocket socket;
  f.open_by_websocket(socket);
  for (int i = 0; i < 6; ++i) f.frame(socket, "2");
  EXPECT_THAT(socket.frames, SizeIs(6)) << "OPEN and five pongs";
  EXPECT_TRUE(f.over());
  EXPECT_TRUE(socket.closed);
  EXPECT_EQ(socket.words, websocket::farewell::rate_limited);
}

TEST(session_with_a_rate, lets_a_steady_client_go_on) {
  session_fixture f(protocol::v4, {}, {.packets = {.per_second = 10, .burst = 1}});
  fake_websocket socket;
  f.open_by_websocket(socket);
  for (int i = 0; i < 20; ++i) {
    f.frame(socket, "3");
    EXPECT_FALSE(f.over()) << i;
    f.host.advance(milliseconds(100));
  }
  f.frame(socket, "4x");
  f.host.advance(milliseconds(99));
  f.frame(socket, "4x");
  EXPECT_TRUE(f.over()) << "a millisecond too early";
}

TEST(session_with_a_rate, ends_when_the_client_sends_too_many_bytes) {
  session_fixture f(protocol::v4, {}, {.bytes = {.per_second = 1000}});
  f.self = std::make_unique<session>(f.host, session_id::generate(0), polling_format{}, 1000);
  fake_websocket socket;
  f.open_by_websocket(socket);
  f.frame(socket, "4" + std::string(600, 'x'));
  f.frame(socket, "4" + std::string(400, 'x'));
  EXPECT_FALSE(f.over());
  f.frame(socket, "4x");
  EXPECT_TRUE(f.over());
  EXPECT_EQ(f.log.detail, "more than 1000 bytes a second and 1000 at once");
}

}  // namespace
}  // namespace webchats::engineio
