#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <boost/json/serialize.hpp>

#include "world.hpp"

namespace webchats::socketio {
namespace {

using engineio::protocol;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

TEST(connect, v5_answers_with_a_fresh_id) {
  world w;
  w.start();
  peer p(w);
  EXPECT_THAT(p.received(), IsEmpty());
  p.say("0");
  EXPECT_THAT(p.received(), ElementsAre(MatchesRegex(R"(0\{"sid":"[A-Za-z0-9_-]{20}"\})")));
  EXPECT_EQ(w.of("/").socket_count(), 1u);
}

TEST(connect, v5_passes_the_payload_as_auth) {
  world w;
  std::string auth;
  w.of("/").on_connection([&](const socket_ptr& s) { auth = boost::json::serialize(s->handshake().auth); });
  w.start();
  peer p(w);
  p.say(R"(0{"token":"x"})");
  EXPECT_EQ(auth, R"({"token":"x"})");
  peer without(w);
  without.say("0");
  EXPECT_EQ(auth, "{}");
}

TEST(connect, keeps_what_is_asked_of_the_request) {
  world w;
  std::vector<std::string> seen;
  w.of("/").on_connection([&](const socket_ptr& s) {
    const handshake_request& request = *s->handshake().request;
    seen = {std::string(request.peer_address()), request.parameter("token").value_or("none"),
            std::string(request.header("cookie").value_or("none")),
            std::string(request.header("x-other").value_or("none"))};
  });
  w.start();
  http::request request;
  request.peer_address = "192.0.2.1";
  request.query = "EIO=4&token=a%20b";
  request.headers = {{"cookie", "c=1"}, {"x-other", "y"}};
  peer p(w, 0, protocol::v4, request);
  p.say("0");
  EXPECT_THAT(seen, ElementsAre("192.0.2.1", "a b", "c=1", "none"));
}

TEST(connect, refuses_an_unknown_namespace_and_goes_on) {
  world w;
  w.start();
  peer p(w);
  p.say("0/nowhere");
  EXPECT_THAT(p.received(), ElementsAre(R"(4/nowhere,{"message":"Invalid namespace"})"));
  p.say("0");
  EXPECT_EQ(p.received().size(), 1u);
  EXPECT_FALSE(p.closed());
}

TEST(connect, closes_on_a_second_connect) {
  world w;
  w.start();
  peer p(w);
  p.say("0");
  p.say("0");
  EXPECT_TRUE(p.closed());
  EXPECT_EQ(w.of("/").socket_count(), 0u);
}

TEST(connect, takes_two_connects_before_the_answer_as_one) {
  world w;
  int connections = 0;
  w.of("/").on_connection([&](const socket_ptr&) { ++connections; });
  w.start();
  peer p(w);
  p.say({"0", "0"});
  EXPECT_FALSE(p.closed());
  EXPECT_EQ(p.received().size(), 1u);
  EXPECT_EQ(connections, 1);
}

TEST(connect, closes_on_packets_for_a_namespace_that_was_not_joined) {
  for (const std::string_view packet :
       {R"(2["a"])", "1", "30[]", R"(51-["a",{"_placeholder":true,"num":0}])", R"(2/x,["a"])"}) {
    world w;
    w.start();
    peer p(w);
    p.say(packet);
    EXPECT_TRUE(p.closed()) << packet;
  }
}

TEST(connect, can_emit_right_after_the_answer) {
  world w;
  w.of("/").on_connection([](const socket_ptr& s) { s->emit("hello", {1}); });
  w.start();
  peer p(w);
  p.say("0");
  EXPECT_THAT(p.received(), ElementsAre(testing::StartsWith("0{"), R"(2["hello",1])"));
}

TEST(connect, v4_joins_the_main_namespace_unasked) {
  world w;
  std::string id;
  w.of("/").on_connection([&](const socket_ptr& s) {
    id = s->id();
    s->emit("hello");
  });
  w.start();
  peer p(w, 0, protocol::v3);
  w.settle();
  EXPECT_EQ(id.size(), 24u);  // the session's own
  EXPECT_EQ(w.of("/").socket_count(), 1u);
}

TEST(connect, v4_reads_auth_from_the_query_of_the_namespace) {
  world w;
  std::string auth;
  std::string id;
  w.of("/adm").on_connection([&](const socket_ptr& s) {
    auth = boost::json::serialize(s->handshake().auth);
    id = s->id();
  });
  w.start();
  peer p(w, 0, protocol::v3);
  p.received();
  p.say("0/adm?foo=bar?z=2,");
  EXPECT_THAT(p.received(), ElementsAre("0/adm,"));
  EXPECT_EQ(auth, R"({"foo":"bar?z=2"})");
  EXPECT_THAT(id, testing::StartsWith("/adm#"));
}

TEST(connect, v4_is_refused_with_the_text_alone) {
  world w;
  w.of("/private").use([](const socket_ptr&, const next_function& next) {
    next(connect_error{.message = "no", .data = {}});
  });
  w.start();
  peer p(w, 0, protocol::v3);
  p.received();
  p.say({"0/private", "0/nowhere"});
  EXPECT_THAT(p.received(), ElementsAre(R"(4/private,"no")", R"(4/nowhere,"Invalid namespace")"));
  EXPECT_FALSE(p.closed());
}

TEST(connect, times_out_without_a_namespace) {
  world w({.connect_timeout = std::chrono::milliseconds(20)});
  w.start();
  peer idle(w);
  peer refused(w);
  refused.say("0/nowhere");
  joined_peer joined(w);
  w.until(0, [&] { return idle.wire().closed && refused.wire().closed; });
  EXPECT_FALSE(joined.closed());
}

TEST(connect, times_out_again_after_the_last_namespace_was_left) {
  world w({.connect_timeout = std::chrono::milliseconds(20)});
  w.start();
  joined_peer p(w);
  p.say("1");
  EXPECT_FALSE(p.closed());
  w.until(0, [&] { return p.wire().closed; });
}

TEST(middleware, run_one_after_the_other_before_the_answer) {
  world w;
  std::vector<std::string> order;
  next_function waiting;
  w.of("/").use([&](const socket_ptr&, const next_function& next) {
    order.push_back("first");
    waiting = next;
  });
  w.of("/").use([&](const socket_ptr& s, const next_function& next) {
    order.push_back(s->connected() ? "second, connected" : "second");
    next(std::nullopt);
  });
  w.of("/").on_connection([&](const socket_ptr&) { order.push_back("connection"); });
  w.start();
  peer p(w);
  p.say("0");
  EXPECT_THAT(order, ElementsAre("first"));
  EXPECT_THAT(p.received(), IsEmpty());
  std::thread([&] { waiting(std::nullopt); }).join();  // from another thread
  w.settle();
  EXPECT_THAT(order, ElementsAre("first", "second", "connection"));
  EXPECT_EQ(p.received().size(), 1u);
  w.on(0, [&] { waiting(connect_error{.message = "too late", .data = {}}); });
  EXPECT_THAT(p.received(), IsEmpty());
}

TEST(middleware, refuse_with_message_and_data) {
  world w;
  bool connected = false;
  w.of("/").use([](const socket_ptr&, const next_function& next) {
    next(connect_error{.message = "not for you", .data = boost::json::object{{"code", 7}}});
  });
  w.of("/").on_connection([&](const socket_ptr&) { connected = true; });
  w.start();
  peer p(w);
  p.say("0");
  EXPECT_THAT(p.received(), ElementsAre(R"(4{"message":"not for you","data":{"code":7}})"));
  EXPECT_FALSE(connected);
  p.say("0");  // may try again
  EXPECT_EQ(p.received().size(), 1u);
  EXPECT_EQ(w.of("/").socket_count(), 0u);
}

TEST(middleware, that_throws_refuses) {
  world w;
  w.of("/").use([](const socket_ptr&, const next_function&) { throw std::runtime_error("broken"); });
  w.start();
  peer p(w);
  p.say("0");
  EXPECT_THAT(p.received(), ElementsAre(R"(4{"message":"internal error"})"));
}

TEST(middleware, that_never_answers_refuses_in_time) {
  world w({.connect_timeout = std::chrono::milliseconds(20)});
  w.of("/slow").use([](const socket_ptr&, const next_function&) {});
  w.start();
  joined_peer p(w);
  p.say("0/slow");
  std::vector<std::string> got;
  while (got.empty()) got = p.received();
  EXPECT_THAT(got, ElementsAre(R"(4/slow,{"message":"connection timed out"})"));
  EXPECT_FALSE(p.closed());
}

TEST(middleware, may_outlive_the_client) {
  world w;
  next_function waiting;
  w.of("/").use([&](const socket_ptr&, const next_function& next) { waiting = next; });
  w.start();
  {
    peer p(w);
    p.say("0");
  }
  w.on(0, [&] { waiting(std::nullopt); });
  EXPECT_EQ(w.of("/").socket_count(), 0u);
}

TEST(middleware, lets_no_packet_pass_before_the_answer) {
  world w;
  w.of("/").use([](const socket_ptr&, const next_function&) {});
  w.start();
  peer p(w);
  p.say({"0", R"(2["a"])"});
  EXPECT_TRUE(p.closed());
}

TEST(middleware, may_join_rooms) {
  world w;
  w.of("/").use([](const socket_ptr& s, const next_function& next) {
    s->join("vip");
    next(std::nullopt);
  });
  w.start();
  joined_peer p(w);
  w.on(0, [&] { w.of("/").to("vip").emit("x"); });
  EXPECT_THAT(p.received(), ElementsAre(R"(2["x"])"));
}

}  // namespace
}  // namespace webchats::socketio
