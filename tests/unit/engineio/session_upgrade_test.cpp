#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct upgrading : session_fixture {
  explicit upgrading(protocol revision = protocol::v4) : session_fixture(revision) { open_by_polling(); }
  fake_websocket socket;
};

TEST(upgrade, moves_the_session_to_the_websocket) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  EXPECT_THAT(f.socket.frames, ElementsAre("T3probe"));
  EXPECT_EQ(f.poll().body, "6");
  f.frame(f.socket, "5");
  f.frame(f.socket, "4hello");
  EXPECT_THAT(f.socket.frames, ElementsAre("T3probe", "T4hello"));
  EXPECT_EQ(f.self->current_transport(), transport::websocket);
  EXPECT_EQ(f.poll().status, 400U);
  EXPECT_FALSE(f.over());
  EXPECT_EQ(f.log.upgrades, 1);
}

TEST(upgrade, tells_the_handler_of_no_writability_while_it_goes_on) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  EXPECT_EQ(f.poll().body, "6");
  EXPECT_EQ(f.log.drains, 0);
  EXPECT_EQ(f.log.upgrades, 0);
}

TEST(upgrade, gives_an_idle_poll_back_at_once) {
  upgrading f(protocol::v3);
  auto& poll = f.poll();
  f.self->on_upgrade(f.socket);
  EXPECT_EQ(poll.answers, 0);
  f.frame(f.socket, "2probe");
  EXPECT_EQ(poll.body, "1:6");
}

TEST(upgrade, answers_every_poll_with_noop_until_it_is_done) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(f.poll().body, "6");
  f.frame(f.socket, "5");
  EXPECT_FALSE(f.over());
}

TEST(upgrade, keeps_sending_over_polling_until_it_is_done) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  f.self->send(message_type::text, "a");
  EXPECT_EQ(f.poll().body, "4a");
  f.post("4b");
  EXPECT_EQ(f.poll().body, "4b");
  f.self->send(message_type::text, "c");
  f.frame(f.socket, "5");
  f.self->send(message_type::text, "d");
  EXPECT_THAT(f.socket.frames, ElementsAre("T3probe", "T4c", "T4d"));
}

TEST(upgrade, flushes_text_binary_and_shared_messages_in_order) {
  for (const protocol revision : {protocol::v3, protocol::v4}) {
    upgrading f(revision);
    f.self->send(message_type::text, "a");
    f.self->send(message_type::binary, "\1");
    f.self->send(shared_message::text("b"));
    f.self->send(shared_message::binary("\2"));
    f.upgrade(f.socket);
    if (revision == protocol::v3) {
      EXPECT_THAT(f.socket.frames, ElementsAre("T3probe", "T4a", "B\4\1", "T4b", "B\4\2"));
    } else {
      EXPECT_THAT(f.socket.frames, ElementsAre("T3probe", "T4a", "B\1", "T4b", "B\2"));
    }
    EXPECT_EQ(f.log.drains, 1);
  }
}

TEST(upgrade, takes_5_and_messages_right_behind_the_probe) {
  upgrading f;
  auto& poll = f.poll();
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  f.frame(f.socket, "5");
  f.frame(f.socket, "4x");
  EXPECT_EQ(poll.body, "6");
  EXPECT_THAT(f.log.messages, ElementsAre("Tx"));
  EXPECT_THAT(f.socket.frames, ElementsAre("T3probe", "T4x"));
}

TEST(upgrade, gives_back_a_poll_whose_answer_was_about_to_leave) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  f.socket.frames.clear();
  // One turn: message and `5`. The message leaves once, by the WebSocket.
  auto poll = std::make_shared<fake_exchange>();
  f.self->send(message_type::text, "a");
  f.frame(f.socket, "5");
  f.host.end_turn();
  EXPECT_EQ(poll->answers, 0);
  EXPECT_THAT(f.socket.frames, ElementsAre("T4a"));
}

TEST(upgrade, fails_alone_when_the_first_frame_is_no_probe) {
  for (const char* wrong : {"5", "4hello", "2", "2PROBE", "2probe2", "", "3probe", "garbage"}) {
    upgrading f;
    f.self->on_upgrade(f.socket);
    f.frame(f.socket, wrong);
    EXPECT_TRUE(f.socket.closed) << wrong;
    EXPECT_FALSE(f.over());
    EXPECT_THAT(f.log.messages, IsEmpty());
    f.post("4still here");
    EXPECT_EQ(f.poll().body, "4still here");
  }
}

TEST(upgrade, fails_alone_when_another_frame_than_5_follows) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  f.frame(f.socket, "4hello");
  EXPECT_TRUE(f.socket.closed);
  EXPECT_THAT(f.log.messages, IsEmpty());
  EXPECT_FALSE(f.over());
  auto& poll = f.poll();
  EXPECT_EQ(poll.answers, 0) << "no noop any more";

  fake_websocket again;
  f.upgrade(again);
  EXPECT_EQ(f.self->current_transport(), transport::websocket);
}

TEST(upgrade, does_not_take_binary_for_a_probe) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.self->on_frame(f.socket, message_type::binary, "2probe");
  EXPECT_TRUE(f.socket.closed);
}

TEST(upgrade, closes_a_second_probe_and_keeps_the_first) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  fake_websocket second;
  f.self->on_upgrade(second);
  EXPECT_TRUE(second.closed);
  EXPECT_FALSE(second.attached);
  f.frame(f.socket, "5");
  EXPECT_EQ(f.self->current_transport(), transport::websocket);
  EXPECT_FALSE(f.socket.closed);
}

TEST(upgrade, times_out_and_leaves_the_session_on_polling) {
  session_fixture f(protocol::v3);
  f.open_by_polling();
  fake_websocket socket;
  f.self->on_upgrade(socket);
  f.frame(socket, "2probe");
  for (int i = 0; i < 3; ++i) {
    f.host.advance(milliseconds(333));
    f.post("1:2");
    f.poll();
  }
  EXPECT_FALSE(socket.closed);
  f.host.advance(milliseconds(1));
  EXPECT_TRUE(socket.closed);
  EXPECT_FALSE(f.over());
  EXPECT_EQ(f.self->current_transport(), transport::polling);
}

TEST(upgrade, survives_a_probe_that_disappears) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  f.self->on_websocket_closed(f.socket, close_reason::transport_close, {});
  EXPECT_FALSE(f.over());
  f.self->send(message_type::text, "x");
  EXPECT_EQ(f.poll().body, "4x");
}

TEST(upgrade, holds_a_ping_back_and_sends_it_on_the_websocket) {
  upgrading f;
  f.host.advance(milliseconds(250));
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  f.host.advance(milliseconds(100));
  EXPECT_EQ(f.poll().body, "6") << "the ping was due, and must not go into polling";
  f.frame(f.socket, "5");
  EXPECT_THAT(f.socket.frames, ElementsAre("T3probe", "T2"));
  f.frame(f.socket, "3");
  f.host.advance(milliseconds(299));
  EXPECT_FALSE(f.over());
}

TEST(upgrade, cannot_hold_the_heartbeat_back_for_ever) {
  upgrading f;
  // A client that opens one probe after the other and never answers a ping.
  std::vector<std::unique_ptr<fake_websocket>> probes;
  for (int i = 0; i < 100 && !f.over(); ++i) {
    auto& probe = *probes.emplace_back(std::make_unique<fake_websocket>());
    f.self->on_upgrade(probe);
    f.host.advance(milliseconds(999));
    f.frame(probe, "x");
  }
  EXPECT_TRUE(f.over());
  EXPECT_LE(probes.size(), 3U);
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::ping_timeout));
}

TEST(upgrade, finishes_a_close_on_the_websocket) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.frame(f.socket, "2probe");
  f.self->send(message_type::text, "last");
  f.self->close();
  f.frame(f.socket, "5");
  EXPECT_THAT(f.socket.frames, ElementsAre("T3probe", "T4last"));
  EXPECT_TRUE(f.socket.closed);
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::forced_close));
}

TEST(upgrade, ends_with_its_session) {
  upgrading f;
  f.self->on_upgrade(f.socket);
  f.post("1");
  EXPECT_TRUE(f.socket.closed);
  EXPECT_FALSE(f.socket.attached);
  EXPECT_TRUE(f.over());
  EXPECT_EQ(f.host.armed(), 0U);
}

TEST(upgrade, is_refused_by_a_session_that_is_over) {
  upgrading f;
  f.self->abort(close_reason::forced_close);
  f.self->on_upgrade(f.socket);
  EXPECT_TRUE(f.socket.closed);
  EXPECT_EQ(f.host.armed(), 0U);
}

}  // namespace
}  // namespace webchats::engineio
