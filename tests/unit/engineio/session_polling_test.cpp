#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;
using namespace std::string_literals;

TEST(session_by_polling, answers_the_handshake_of_v4_with_open_alone) {
  session_fixture f;
  const auto& handshake = f.open_by_polling([](session& s) { s.send(message_type::text, "early"); });
  EXPECT_EQ(handshake.body, "0{\"sid\":\"" + std::string(f.self->id()) +
                                "\",\"upgrades\":[\"websocket\"],\"pingInterval\":300,\"pingTimeout\":200,"
                                "\"maxPayload\":1000000}");
  EXPECT_EQ(handshake.content_type, "text/plain; charset=UTF-8");
  EXPECT_EQ(f.poll().body, "4early");
}

TEST(session_by_polling, adds_what_was_queued_to_the_handshake_of_v3) {
  session_fixture f(protocol::v3);
  const auto& handshake = f.open_by_polling([](session& s) { s.send(message_type::text, "0"); });
  const std::size_t colon = handshake.body.find(':');
  const std::size_t length = std::stoul(handshake.body.substr(0, colon));
  EXPECT_THAT(handshake.body.substr(colon + 1), StartsWith("0{\"sid\":"));
  EXPECT_EQ(handshake.body.substr(colon + 1 + length), "2:40");
}

TEST(session_by_polling, offers_no_upgrade_when_there_is_none) {
  session_fixture f(protocol::v4, echo, {.offered = session_settings::upgrades::none});
  EXPECT_NE(f.open_by_polling().body.find("\"upgrades\":[]"), std::string::npos);
  fake_websocket socket;
  f.self->on_upgrade(socket);
  EXPECT_TRUE(socket.closed);
  EXPECT_FALSE(f.over());
}

TEST(session_by_polling, delivers_and_sends_in_order) {
  session_fixture f;
  f.open_by_polling();
  const auto& ok = f.post(
      "4test1\x1e"
      "4test2\x1e"
      "bAQIDBA==");
  EXPECT_EQ(ok.status, 200U);
  EXPECT_EQ(ok.body, "ok");
  EXPECT_EQ(ok.content_type, "text/html");
  EXPECT_THAT(f.log.messages, ElementsAre("Ttest1", "Ttest2", "B\1\2\3\4"));
  EXPECT_EQ(f.poll().body,
            "4test1\x1e"
            "4test2\x1e"
            "bAQIDBA==");
}

TEST(session_by_polling, gives_one_turn_of_messages_to_a_waiting_poll_at_once) {
  session_fixture f;
  f.open_by_polling();
  auto& poll = f.poll();
  f.post(
      "4a\x1e"
      "4b");
  EXPECT_EQ(poll.answers, 0);
  f.host.end_turn();
  EXPECT_EQ(poll.body,
            "4a\x1e"
            "4b");
  EXPECT_EQ(f.log.drains, 2) << "when it came, and when the messages left";
}

TEST(session_by_polling, tells_that_it_may_send_when_a_poll_finds_nothing) {
  session_fixture f;
  f.open_by_polling();
  f.log.on_drain = [](session& s) {
    if (s.writable()) s.send(message_type::text, "held back");
  };
  auto& poll = f.poll();
  EXPECT_EQ(f.log.drains, 1);
  f.host.end_turn();
  EXPECT_EQ(poll.body, "4held back");

  f.log.on_drain = {};
  f.log.drains = 0;
  f.self->send(message_type::text, "waits");
  EXPECT_EQ(f.poll().body, "4waits");
  EXPECT_EQ(f.log.drains, 1) << "once, for what was sent";
}

TEST(session_by_polling, may_be_closed_by_its_handler_when_a_poll_comes) {
  session_fixture f;
  f.open_by_polling();
  f.log.on_drain = [](session& s) { s.close(); };
  EXPECT_EQ(f.poll().body, "1");
  EXPECT_TRUE(f.over());
}

TEST(session_by_polling, lets_an_answer_be_compressed_if_one_of_its_messages_may_be) {
  session_fixture f;
  f.open_by_polling();
  f.self->send(message_type::text, "a", compression::off);
  EXPECT_EQ(f.poll().packable, compression::off);
  f.self->send(message_type::text, "a", compression::off);
  f.self->send(shared_message::text("b"));
  EXPECT_EQ(f.poll().packable, compression::allow);
  f.self->send(shared_message::text("b"), compression::off);
  EXPECT_EQ(f.poll().packable, compression::off);
}

TEST(session_by_polling, sends_binary_as_the_v3_client_can_take_it) {
  session_fixture base64(protocol::v3);
  base64.open_by_polling();
  base64.post("6:4hello10:b4AQIDBA==");
  EXPECT_EQ(base64.poll().body, "6:4hello10:b4AQIDBA==");

  session_fixture raw(protocol::v3, echo, {.binary_as = polling_format::binary::raw});
  raw.open_by_polling();
  raw.post("6:4hello");
  EXPECT_EQ(raw.poll().body, "6:4hello") << "text alone stays text";
  raw.post("6:4hello10:b4AQIDBA==");
  const auto& mixed = raw.poll();
  EXPECT_EQ(mixed.body,
            "\x00\x06\xff"
            "4hello"s +
                "\x01\x05\xff\x04\x01\x02\x03\x04"s);
  EXPECT_EQ(mixed.content_type, "application/octet-stream");
}

TEST(session_by_polling, takes_a_binary_body_from_v3_only) {
  session_fixture v3(protocol::v3);
  v3.open_by_polling();
  EXPECT_EQ(v3.post("\x01\x05\xff\x04\x01\x02\x03\x04"s, session::content::octet_stream).body, "ok");
  EXPECT_THAT(v3.log.messages, ElementsAre("B\1\2\3\4"));

  session_fixture v4;
  v4.open_by_polling();
  EXPECT_EQ(v4.post("4hello", session::content::octet_stream).status, 400U);
  EXPECT_TRUE(v4.over());
  EXPECT_THAT(v4.log.closed, ElementsAre(close_reason::transport_error));
  EXPECT_THAT(v4.log.messages, IsEmpty());
}

TEST(session_by_polling, speaks_jsonp) {
  session_fixture f(protocol::v3, echo, {.framed_as = polling_format::framing::jsonp});
  f.self->begin(nullptr);
  f.self->attach(std::make_unique<recording_handler>(f.log, echo));
  const auto handshake = std::make_shared<fake_exchange>();
  f.self->answer_handshake(handshake, "3");
  EXPECT_THAT(handshake->body, StartsWith("___eio[3](\""));
  EXPECT_EQ(f.post("d=11%3A4a%5Cnb%5C%5Cnc%26+%C3%A9").status, 400U) << "10 units, not 11";
  EXPECT_TRUE(f.over());

  session_fixture g(protocol::v3, echo, {.framed_as = polling_format::framing::jsonp});
  g.open_by_polling();
  EXPECT_EQ(g.post("d=9%3A4a%5Cnb%5C%5Cnc%26%C3%A9").body, "ok");
  EXPECT_THAT(g.log.messages, ElementsAre("Ta\nb\\nc&é"));
  EXPECT_EQ(g.poll().body, "___eio[](\"9:4a\\nb\\\\nc&é\");");
}

TEST(session_by_polling, ends_at_a_second_poll_and_tells_the_first) {
  session_fixture f;
  f.open_by_polling();
  auto& first = f.poll();
  auto& second = f.poll();
  EXPECT_EQ(first.body, "1");
  EXPECT_EQ(second.status, 400U);
  EXPECT_TRUE(second.body.empty());
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::transport_error));
  EXPECT_EQ(f.poll().status, 400U);
}

TEST(session_by_polling, ends_when_a_poll_is_aborted) {
  session_fixture f;
  f.open_by_polling();
  f.self->on_poll_aborted(f.poll());
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::transport_error));
}

TEST(session_by_polling, does_not_mind_the_end_of_a_connection_whose_poll_was_answered) {
  session_fixture f;
  f.open_by_polling();
  auto& answered = f.poll();
  f.self->send(message_type::text, "x");
  f.host.end_turn();
  EXPECT_EQ(answered.body, "4x");
  f.self->on_poll_aborted(answered);
  EXPECT_FALSE(f.over());
}

TEST(session_by_polling, ends_at_a_malformed_packet_after_those_before_it) {
  session_fixture f;
  f.open_by_polling();
  EXPECT_EQ(f.post("4good\x1e"
                   "abc\x1e"
                   "4never")
                .status,
            400U);
  EXPECT_THAT(f.log.messages, ElementsAre("Tgood"));
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::parse_error));
  EXPECT_EQ(f.log.detail, "unknown packet type at byte 6");
}

TEST(session_by_polling, gives_the_poll_back_when_the_client_closes) {
  session_fixture f;
  f.open_by_polling();
  auto& poll = f.poll();
  EXPECT_EQ(f.post("1\x1e"
                   "4never")
                .body,
            "ok");
  EXPECT_EQ(poll.body, "6");
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::transport_close));
  EXPECT_THAT(f.log.messages, IsEmpty());
}

TEST(session_by_polling, says_goodbye_to_a_waiting_poll) {
  session_fixture f;
  f.open_by_polling();
  auto& poll = f.poll();
  f.self->close();
  EXPECT_EQ(poll.body, "1");
  EXPECT_FALSE(f.self->open());
  EXPECT_THAT(f.log.closed, IsEmpty()) << "never from within close()";
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::forced_close));
}

TEST(session_by_polling, drains_before_its_goodbye) {
  session_fixture f;
  f.open_by_polling();
  f.self->send(message_type::text, "last");
  f.self->close(close_reason::forced_server_close);
  EXPECT_FALSE(f.self->send(message_type::text, "too late"));
  EXPECT_FALSE(f.over());
  EXPECT_EQ(f.post("4ignored").body, "ok");
  EXPECT_EQ(f.poll().body, "4last");
  EXPECT_FALSE(f.over());
  EXPECT_EQ(f.poll().body,
            "6\x1e"
            "1");
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::forced_server_close));
  EXPECT_THAT(f.log.messages, IsEmpty());
}

TEST(session_by_polling, sends_noop_and_close_to_the_next_poll_when_nothing_waits) {
  session_fixture f;
  f.open_by_polling();
  f.self->close();
  EXPECT_EQ(f.poll().body,
            "6\x1e"
            "1");
  EXPECT_TRUE(f.over());

  session_fixture old(protocol::v3);
  old.open_by_polling();
  old.self->close();
  EXPECT_EQ(old.poll().body, "1:61:1");
}

TEST(session_by_polling, does_not_wait_for_ever_with_its_goodbye) {
  session_fixture f;
  f.open_by_polling();
  f.self->close();
  f.host.advance(milliseconds(2999));
  EXPECT_FALSE(f.over());
  f.host.advance(milliseconds(1));
  EXPECT_TRUE(f.over());
  EXPECT_EQ(f.host.armed(), 0U);
}

// A client that got both at once would act on the close first, and miss what the message says about it.
TEST(session_by_polling, sends_what_was_said_in_the_turn_of_the_close_before_it) {
  session_fixture f;
  f.open_by_polling();
  auto& poll = f.poll();
  f.self->send(message_type::text, "bye");
  f.self->close();
  f.host.end_turn();
  EXPECT_EQ(poll.body, "4bye");
  EXPECT_FALSE(f.over());
  EXPECT_EQ(f.poll().body,
            "6\x1e"
            "1");
  EXPECT_TRUE(f.over());
}

TEST(session_by_polling, ends_a_consumer_that_does_not_poll) {
  session_fixture f(protocol::v4, echo, {.outbox_limit = 1000});
  f.open_by_polling();
  EXPECT_TRUE(f.self->send(message_type::text, std::string(5000, 'x'))) << "one message may be larger";
  EXPECT_FALSE(f.self->send(message_type::text, "y"));
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::slow_consumer));
}

TEST(session_by_polling, bounds_the_number_of_empty_messages_too) {
  session_fixture f(protocol::v4, {}, {.outbox_limit = 10'000});
  f.open_by_polling();
  int queued = 0;
  while (queued < 1'000'000 && f.self->send(message_type::text, "")) ++queued;
  EXPECT_LT(queued, 200);
}

TEST(session_by_polling, knows_when_it_is_writable) {
  session_fixture f;
  f.open_by_polling();
  EXPECT_FALSE(f.self->writable());
  f.poll();
  EXPECT_TRUE(f.self->writable());
  f.self->send(message_type::text, "x");
  EXPECT_TRUE(f.self->writable()) << "a second one leaves with it";
  EXPECT_GT(f.self->pending(), 0U);
  f.host.end_turn();
  EXPECT_FALSE(f.self->writable());
  EXPECT_EQ(f.self->pending(), 0U);
}

TEST(session_by_polling, ends_alone_when_its_handler_throws) {
  session_fixture f(protocol::v4, [](session&, message_type, std::string_view) { throw std::runtime_error("bug"); });
  f.open_by_polling();
  EXPECT_EQ(f.post("4a\x1e"
                   "4b")
                .status,
            200U);
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.messages, ElementsAre("Ta"));
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::transport_error));
}

TEST(session_by_polling, may_be_closed_by_its_handler_in_the_middle_of_a_body) {
  session_fixture f(protocol::v4,
                    [](session& s, message_type, std::string_view) { s.abort(close_reason::parse_error); });
  f.open_by_polling();
  EXPECT_EQ(f.post("4a\x1e"
                   "4b")
                .body,
            "ok");
  EXPECT_THAT(f.log.messages, ElementsAre("Ta"));
  EXPECT_TRUE(f.over());
  EXPECT_EQ(f.host.finished, 1);
}

TEST(session_by_polling, shares_a_message_with_others) {
  const shared_message text = shared_message::text("héllo");
  const shared_message bytes = shared_message::binary(std::string(70'000, '\7'));
  session_fixture v3(protocol::v3);
  session_fixture v4;
  for (session_fixture* f : {&v3, &v4}) {
    f->open_by_polling();
    f->self->send(text);
    f->self->send(bytes);
  }
  const std::string encoded = v4.poll().body;
  EXPECT_THAT(encoded, StartsWith("4héllo\x1e"
                                  "bBwcH"));
  EXPECT_EQ(encoded.size(), std::string("4héllo\x1e"
                                        "b")
                                    .size() +
                                (70'000 + 2) / 3 * 4);
  EXPECT_THAT(v3.poll().body, StartsWith("6:4héllo93338:b4BwcH"));
}

}  // namespace
}  // namespace webchats::engineio
