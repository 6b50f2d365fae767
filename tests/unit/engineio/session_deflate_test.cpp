#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string large(1024, 'x');
const std::string small(1023, 'x');

/// Sessions on WebSockets that take compressed frames.
struct compressing : session_fixture {
  explicit compressing(protocol revision = protocol::v4) : session_fixture(revision, {}) {
    socket.deflate = &deflate;
    open_by_websocket(socket);
    socket.frames.clear();
  }
  ws::deflater deflate;
  fake_websocket socket;
};

TEST(deflating_session, compresses_what_is_large_enough_and_may_be) {
  compressing f;
  f.self->send(message_type::text, small);
  f.self->send(message_type::text, large, compression::off);
  f.self->send(shared_message::text(small));
  f.self->send(shared_message::text(large), compression::off);
  EXPECT_THAT(f.socket.packed, IsEmpty());
  f.self->send(message_type::text, large);
  f.self->send(message_type::binary, large);
  f.self->send(shared_message::text(large));
  f.self->send(shared_message::binary(large));
  EXPECT_THAT(f.socket.packed, SizeIs(4));
  EXPECT_THAT(f.socket.frames, ElementsAre("T4" + small, "T4" + large, "T4" + small, "T4" + large, "T4" + large,
                                           "B" + large, "T4" + large, "B" + large));
  EXPECT_EQ(f.host.traffic.packets_out.read(), 9U);
}

TEST(deflating_session, of_revision_3_keeps_its_type_byte) {
  compressing f(protocol::v3);
  f.self->send(message_type::binary, large);
  f.self->send(shared_message::binary(large));
  f.self->send(shared_message::text(large));
  EXPECT_THAT(f.socket.packed, SizeIs(3));
  EXPECT_THAT(f.socket.frames, ElementsAre("B\4" + large, "B\4" + large, "T4" + large));
}

TEST(deflating_session, shares_the_bytes_of_a_broadcast) {
  compressing one;
  compressing two;
  compressing old(protocol::v3);
  session_fixture plain(protocol::v4, {});
  fake_websocket takes_none;
  plain.open_by_websocket(takes_none);
  const delivery message(shared_message::text(large));
  for (session_fixture* each : std::initializer_list<session_fixture*>{&one, &two, &old, &plain}) {
    each->self->send(message);
  }
  ASSERT_THAT(one.socket.packed, SizeIs(1));
  ASSERT_THAT(two.socket.packed, SizeIs(1));
  ASSERT_THAT(old.socket.packed, SizeIs(1));
  EXPECT_EQ(one.socket.packed[0].view().data(), two.socket.packed[0].view().data());
  EXPECT_EQ(one.socket.packed[0].view().data(), old.socket.packed[0].view().data());
  EXPECT_EQ(takes_none.frames.back(), "T4" + large);
}

TEST(deflating_session, moves_what_waited_for_a_poll_to_the_websocket) {
  for (const protocol revision : {protocol::v3, protocol::v4}) {
    session_fixture f(revision, {});
    f.open_by_polling();
    ws::deflater deflate;
    fake_websocket socket;
    socket.deflate = &deflate;
    f.self->on_upgrade(socket);
    f.frame(socket, "2probe");
    f.self->send(message_type::text, large);
    f.self->send(shared_message::text(large));
    EXPECT_EQ(f.poll().body,
              revision == protocol::v3 ? "1025:4" + large + "1025:4" + large : "4" + large + "\x1e" + "4" + large);
    f.self->send(message_type::text, large);
    f.self->send(shared_message::text(large));
    f.self->send(shared_message::binary(large), compression::off);
    f.frame(socket, "5");
    const std::string type = revision == protocol::v3 ? "\4" : "";
    EXPECT_THAT(socket.frames, ElementsAre("T3probe", "T4" + large, "T4" + large, "B" + type + large));
    EXPECT_THAT(socket.packed, SizeIs(2));
  }
}

}  // namespace
}  // namespace webchats::engineio
