#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(heartbeat_v4, pings_after_the_interval_and_again_after_each_pong) {
  session_fixture f;
  f.open_by_polling();
  for (int i = 0; i < 3; ++i) {
    auto& poll = f.poll();
    f.host.advance(milliseconds(299));
    EXPECT_EQ(poll.answers, 0);
    f.host.advance(milliseconds(1));
    EXPECT_EQ(poll.body, "2");
    f.host.advance(milliseconds(100));
    EXPECT_EQ(f.post("3").status, 200U);
  }
  EXPECT_FALSE(f.over());
}

TEST(heartbeat_v4, ends_the_session_when_the_pong_is_late) {
  session_fixture f;
  f.open_by_polling();
  f.host.advance(milliseconds(499));
  EXPECT_FALSE(f.over());
  f.host.advance(milliseconds(1));
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::ping_timeout));
  EXPECT_EQ(f.host.armed(), 0U);
}

TEST(heartbeat_v4, works_on_a_websocket) {
  session_fixture f;
  fake_websocket socket;
  f.open_by_websocket(socket);
  f.host.advance(milliseconds(300));
  EXPECT_EQ(socket.frames.back(), "T2");
  f.frame(socket, "3");
  f.host.advance(milliseconds(300));
  EXPECT_EQ(socket.frames.size(), 3U);
  f.host.advance(milliseconds(200));
  EXPECT_TRUE(f.over());
  EXPECT_TRUE(socket.closed);
}

TEST(heartbeat_v4, counts_the_timeout_from_when_the_ping_was_due) {
  session_fixture f;
  f.open_by_polling();
  f.host.advance(milliseconds(290));
  f.host.stall(milliseconds(40));  // the ping leaves 30 ms late
  f.host.advance(milliseconds(0));
  f.host.stall(milliseconds(169));  // 499 ms
  EXPECT_FALSE(f.self->expire());
  f.host.stall(milliseconds(1));
  EXPECT_TRUE(f.self->expire()) << "although no timer has run yet";
  EXPECT_TRUE(f.over());
}

TEST(heartbeat_v4, gives_clients_half_the_timeout_after_the_server_slept) {
  session_fixture f;
  f.open_by_polling();
  f.host.stall(milliseconds(60'000));
  EXPECT_FALSE(f.self->expire()) << "the client was never asked";
  f.host.advance(milliseconds(0));
  f.host.advance(milliseconds(99));
  EXPECT_FALSE(f.self->expire());
  EXPECT_EQ(f.poll().body, "2");
  f.post("3");
  f.host.advance(milliseconds(250));
  EXPECT_FALSE(f.over());
}

TEST(heartbeat_v4, refuses_a_ping_from_the_client) {
  session_fixture f;
  f.open_by_polling();
  f.post("2");
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::transport_error));
  EXPECT_EQ(f.log.detail, "invalid heartbeat direction");
}

TEST(heartbeat_v3, answers_a_ping_with_its_data) {
  session_fixture f(protocol::v3);
  f.open_by_polling();
  f.post("1:2");
  EXPECT_EQ(f.poll().body, "1:3");
  f.post("6:2probe");
  EXPECT_EQ(f.poll().body, "6:3probe");
}

TEST(heartbeat_v3, ends_after_interval_and_timeout_of_silence) {
  session_fixture f(protocol::v3);
  f.open_by_polling();
  f.host.advance(milliseconds(490));
  f.post("1:2");
  f.host.advance(milliseconds(499));
  EXPECT_FALSE(f.over());
  f.host.advance(milliseconds(1));
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::ping_timeout));
}

TEST(heartbeat_v3, takes_any_packet_as_a_sign_of_life) {
  session_fixture f(protocol::v3);
  fake_websocket socket;
  f.open_by_websocket(socket);
  for (int i = 0; i < 10; ++i) {
    f.host.advance(milliseconds(400));
    f.frame(socket, "4x");
  }
  EXPECT_FALSE(f.over());
}

TEST(heartbeat_v3, never_pings_and_refuses_a_pong) {
  session_fixture f(protocol::v3);
  fake_websocket socket;
  f.open_by_websocket(socket);
  f.host.advance(milliseconds(450));
  EXPECT_EQ(socket.frames.size(), 1U);
  f.frame(socket, "3");
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::transport_error));
}

TEST(heartbeat_v3, does_not_wait_for_its_timer_to_notice) {
  session_fixture f(protocol::v3);
  f.open_by_polling();
  f.host.stall(milliseconds(499));
  EXPECT_FALSE(f.self->expire());
  f.host.stall(milliseconds(1));
  EXPECT_TRUE(f.self->expire());
}

TEST(heartbeat, floods_of_pings_end_at_the_outbox_limit) {
  session_fixture f(protocol::v3, {}, {.outbox_limit = 10'000});
  f.open_by_polling();
  std::string flood;
  for (int i = 0; i < 10'000; ++i) flood += "1:2";
  f.post(flood);
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::slow_consumer));
}

}  // namespace
}  // namespace webchats::engineio
