#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

TEST(session_by_websocket, opens_with_no_upgrades_to_offer) {
  session_fixture f;
  fake_websocket socket;
  f.open_by_websocket(socket);
  ASSERT_EQ(socket.frames.size(), 1U);
  EXPECT_THAT(socket.frames[0], StartsWith("T0{\"sid\":\""));
  EXPECT_NE(socket.frames[0].find("\"upgrades\":[]"), std::string::npos);
  EXPECT_EQ(f.self->current_transport(), transport::websocket);
}

TEST(session_by_websocket, echoes_text_and_binary_of_v4) {
  session_fixture f;
  fake_websocket socket;
  f.open_by_websocket(socket);
  f.frame(socket, "4hello");
  f.self->on_frame(socket, message_type::binary, "\1\2\3\4");
  f.frame(socket, "bAQIDBA==");
  EXPECT_THAT(f.log.messages, ElementsAre("Thello", "B\1\2\3\4", "B\1\2\3\4"));
  EXPECT_THAT(std::vector(socket.frames.begin() + 1, socket.frames.end()),
              ElementsAre("T4hello", "B\1\2\3\4", "B\1\2\3\4"));
}

TEST(session_by_websocket, puts_the_type_byte_before_binary_of_v3) {
  session_fixture f(protocol::v3);
  fake_websocket socket;
  f.open_by_websocket(socket);
  f.self->on_frame(socket, message_type::binary, "\4\1\2\3");
  f.frame(socket, "b4AQID");
  EXPECT_THAT(f.log.messages, ElementsAre("B\1\2\3", "B\1\2\3"));
  EXPECT_THAT(std::vector(socket.frames.begin() + 1, socket.frames.end()), ElementsAre("B\4\1\2\3", "B\4\1\2\3"));
}

TEST(session_by_websocket, sends_shared_messages_as_each_revision_reads_them) {
  const delivery text{shared_message::text("hi")};
  const delivery bytes{shared_message::binary("\1\2")};
  for (const protocol revision : {protocol::v3, protocol::v4}) {
    session_fixture f(revision);
    fake_websocket socket;
    f.open_by_websocket(socket);
    EXPECT_TRUE(f.self->send(text));
    EXPECT_TRUE(f.self->send(bytes));
    EXPECT_EQ(socket.frames[1], "T4hi");
    EXPECT_EQ(socket.frames[2], revision == protocol::v3 ? "B\4\1\2" : "B\1\2");
  }
}

TEST(session_by_websocket, ends_at_what_is_no_packet) {
  for (const char* bad : {"abc", "", "7", "b!"}) {
    session_fixture f;
    fake_websocket socket;
    f.open_by_websocket(socket);
    f.frame(socket, bad);
    EXPECT_TRUE(f.over()) << bad;
    EXPECT_THAT(f.log.closed, ElementsAre(close_reason::parse_error));
    EXPECT_TRUE(socket.closed);
    EXPECT_FALSE(socket.attached);
  }
}

TEST(session_by_websocket, ends_when_the_client_says_so_or_goes) {
  session_fixture said;
  fake_websocket socket;
  said.open_by_websocket(socket);
  said.frame(socket, "1");
  EXPECT_TRUE(said.over());
  EXPECT_TRUE(socket.closed);
  EXPECT_THAT(said.log.closed, ElementsAre(close_reason::transport_close));

  session_fixture gone;
  fake_websocket other;
  gone.open_by_websocket(other);
  gone.self->on_websocket_closed(other, close_reason::transport_close, "1001");
  EXPECT_TRUE(gone.over());
  EXPECT_FALSE(gone.self->send(message_type::text, "x"));
  EXPECT_THAT(gone.log.closed, ElementsAre(close_reason::transport_close));
  EXPECT_EQ(gone.log.detail, "1001");
}

TEST(session_by_websocket, closes_behind_what_was_sent) {
  session_fixture f;
  fake_websocket socket;
  f.open_by_websocket(socket);
  f.self->send(message_type::text, "last");
  f.self->close();
  EXPECT_EQ(socket.frames.back(), "T4last");
  EXPECT_TRUE(socket.closed);
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::forced_close));
}

TEST(session_by_websocket, ends_a_slow_consumer) {
  session_fixture f;
  fake_websocket socket;
  f.open_by_websocket(socket);
  socket.full = true;
  EXPECT_FALSE(f.self->send(message_type::text, "x"));
  EXPECT_FALSE(f.self->send(message_type::text, "x"));
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::slow_consumer));
}

TEST(session_by_websocket, takes_no_polls_and_no_second_websocket) {
  session_fixture f;
  fake_websocket socket;
  f.open_by_websocket(socket);
  EXPECT_EQ(f.poll().status, 400U);
  EXPECT_EQ(f.post("4x").status, 400U);
  fake_websocket second;
  f.self->on_upgrade(second);
  EXPECT_TRUE(second.closed);
  EXPECT_FALSE(second.attached);
  EXPECT_FALSE(f.over());
}

}  // namespace
}  // namespace webchats::engineio
