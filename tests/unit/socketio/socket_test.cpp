#include "socketio/socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <boost/json/serialize.hpp>

#include "world.hpp"

namespace webchats::socketio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

/// One client whose socket the test holds.
struct one_socket : testing::Test {
  explicit one_socket(server_options options = {}) : w(std::move(options)) {}
  void SetUp() override {
    w.of("/").on_connection([this](const socket_ptr& s) { server_side = s; });
    w.of("/").on_disconnect([this](socket&, disconnect_reason reason) { reasons.push_back(reason); });
  }
  void join() {
    w.start();
    p = std::make_unique<joined_peer>(w);
  }
  void on_loop(const std::function<void()>& task) { w.on(0, task); }

  socket_ptr server_side;
  std::vector<disconnect_reason> reasons;
  // Here, because what is still awaited is answered when the fixture goes.
  std::vector<std::string> answers;
  int unanswered = 0;
  world w;
  std::unique_ptr<joined_peer> p;
};

struct one_socket_with_two_acks : one_socket {
  one_socket_with_two_acks() : one_socket({.max_pending_acks = 2}) {}
};
struct one_socket_with_ten_bytes : one_socket {
  one_socket_with_ten_bytes() : one_socket({.max_attachment_bytes = 10}) {}
};
struct one_socket_in_a_hurry : one_socket {
  one_socket_in_a_hurry() : one_socket({.attachment_timeout = 20ms}) {}
};

TEST_F(one_socket, gets_events_with_their_arguments) {
  std::vector<std::string> seen;
  w.of("/").on("a", [&](socket&, const arguments& values, const acknowledge& ack) {
    seen.push_back(boost::json::serialize(values.values) + (ack.expected() ? "?" : ""));
  });
  join();
  p->say({R"(2["a"])", R"(2["a",1,{"b":[2]}])", R"(27["a"])", R"(2["b"])"});
  EXPECT_THAT(seen, ElementsAre("[]", R"([1,{"b":[2]}])", "[]?"));
}

TEST_F(one_socket, calls_namespace_handlers_before_its_own) {
  std::vector<std::string> order;
  w.of("/").on_any([&](socket&, std::string_view event, const arguments&, const acknowledge&) {
    order.push_back("any " + std::string(event));
  });
  w.of("/").on("a", [&](socket&, const arguments& v, const acknowledge&) {
    order.push_back("namespace " + std::to_string(v.size()));
  });
  join();
  on_loop([&] {
    server_side->on_any([&](std::string_view, const arguments&, const acknowledge&) { order.push_back("own any"); });
    server_side->on(
        "a", [&](const arguments& v, const acknowledge&) { order.push_back("own " + std::to_string(v.size())); });
    server_side->on(
        "a", [&](const arguments& v, const acknowledge&) { order.push_back("second " + std::to_string(v.size())); });
    server_side->on("7", [&](const arguments&, const acknowledge&) { order.push_back("number"); });
  });
  p->say({R"(2["a","x"])", "2[7]"});
  EXPECT_THAT(order, ElementsAre("any a", "own any", "namespace 1", "own 1", "second 1", "any 7", "own any", "number"));
  order.clear();
  on_loop([&] { server_side->off("a"); });
  p->say(R"(2["a"])");
  EXPECT_THAT(order, ElementsAre("any a", "own any", "namespace 0"));
}

TEST_F(one_socket, may_change_its_handlers_from_a_handler) {
  int calls = 0;
  join();
  on_loop([&] {
    server_side->on("a", [&](const arguments&, const acknowledge&) {
      ++calls;
      server_side->on("a", [&](const arguments&, const acknowledge&) { calls += 10; });
      server_side->off("a");
      server_side->disconnect();
    });
    server_side->on("a", [&](const arguments&, const acknowledge&) { calls += 100; });
  });
  p->say(R"(2["a"])");
  EXPECT_EQ(calls, 101);
}

TEST_F(one_socket, refuses_reserved_names) {
  join();
  on_loop([&] {
    EXPECT_THROW(server_side->on("disconnect", [](arguments, acknowledge) {}), std::invalid_argument);
    EXPECT_THROW(server_side->emit("connect"), std::invalid_argument);
  });
  EXPECT_THROW(w.of("/").on("newListener", [] {}), std::invalid_argument);
}

TEST_F(one_socket, survives_a_handler_that_throws) {
  w.of("/").on("bad", [](socket&, const arguments&, const acknowledge&) { throw std::runtime_error("broken"); });
  w.of("/").on("worse", [](socket&, const arguments&, const acknowledge&) { throw 7; });
  w.of("/").on("good", [](socket& s, const arguments&, const acknowledge&) { s.emit("fine"); });
  join();
  p->say({R"(21["bad"])", R"(2["worse"])", R"(2["good"])"});
  EXPECT_THAT(p->received(), ElementsAre(R"(2["fine"])"));
}

TEST_F(one_socket, answers_an_acknowledgement_once) {
  acknowledge kept;
  w.of("/").on("a", [&](socket&, const arguments& values, const acknowledge& ack) {
    ack(values);
    EXPECT_FALSE(ack.expected());
    ack({"again"});
    kept = ack;
  });
  join();
  p->say(R"(25["a","x"])");
  EXPECT_THAT(p->received(), ElementsAre(R"(35["x"])"));
  on_loop([&] { kept({"late"}); });
  EXPECT_THAT(p->received(), IsEmpty());
}

TEST_F(one_socket, answers_later_and_from_another_thread) {
  acknowledge kept;
  w.of("/").on("a", [&](socket&, const arguments&, const acknowledge& ack) { kept = ack; });
  join();
  p->say(R"(20["a"])");
  std::thread([&] { kept({"late"}); }).join();
  w.settle();
  EXPECT_THAT(p->received(), ElementsAre(R"(30["late"])"));
}

TEST_F(one_socket, does_not_answer_when_it_has_gone) {
  acknowledge kept;
  w.of("/").on("a", [&](socket&, const arguments&, const acknowledge& ack) { kept = ack; });
  join();
  p->say(R"(20["a"])");
  p->vanish();
  on_loop([&] { kept({"late"}); });
  acknowledge().operator()({"to nobody"});
}

TEST_F(one_socket, is_not_kept_by_an_answer_that_never_comes) {
  acknowledge kept;
  w.of("/").on("a", [&](socket&, const arguments&, const acknowledge& ack) { kept = ack; });
  join();
  p->say(R"(20["a"])");
  const std::weak_ptr<socket> asker = std::exchange(server_side, nullptr);
  p->vanish();
  on_loop([&] { EXPECT_TRUE(asker.expired()); });
  std::thread([&] { kept({"late"}); }).join();
  w.settle();
}

TEST_F(one_socket, is_not_kept_by_its_own_handlers_when_the_server_goes) {
  join();
  const auto watch = std::make_shared<int>();
  on_loop([&] {
    server_side->on("a", [self = server_side, watch](const arguments&, const acknowledge&) {});
    server_side->emit_with_ack("q", {}, 1h, [self = server_side, watch](const ack_result&) {});
  });
  server_side = nullptr;
  EXPECT_EQ(watch.use_count(), 3);
  p->outlive_server();
  EXPECT_EQ(watch.use_count(), 1);
}

TEST_F(one_socket, hears_the_answer_of_the_client_once) {
  const auto note = [&](const ack_result& answer) {
    answers.push_back(answer ? boost::json::serialize(answer->values) : "none");
  };
  join();
  on_loop([&] {
    server_side->emit_with_ack("q", {1}, 1h, note);
    server_side->emit_with_ack("q", {2}, 1h, note);
  });
  EXPECT_THAT(p->received(), ElementsAre(R"(20["q",1])", R"(22["q",2])"));
  p->say({R"(32["two"])", R"(30["one"])", R"(30["again"])", R"(399["unknown"])", "3[]"});
  EXPECT_THAT(answers, ElementsAre(R"(["two"])", R"(["one"])"));
  EXPECT_FALSE(p->closed());
}

TEST_F(one_socket, hears_nothing_after_the_timeout) {
  join();
  on_loop([&] {
    server_side->emit_with_ack("q", {}, 30ms, [&](const auto& a) { answers.push_back(a ? "late" : "30 ms"); });
    server_side->emit_with_ack("q", {}, 5ms, [&](const auto& a) { answers.push_back(a ? "late" : "5 ms"); });
  });
  w.until(0, [&] { return answers.size() == 2; });
  EXPECT_THAT(answers, ElementsAre("5 ms", "30 ms"));
  p->say({"30[]", "31[]"});
  EXPECT_EQ(answers.size(), 2u);
}

TEST_F(one_socket, hears_nothing_when_the_client_leaves) {
  join();
  on_loop([&] { server_side->emit_with_ack("q", {}, 1h, [&](const auto& a) { unanswered += !a; }); });
  p->vanish();
  EXPECT_EQ(unanswered, 1);
  on_loop([&] { server_side->emit_with_ack("q", {}, 1h, [&](const auto& a) { unanswered += !a; }); });
  EXPECT_EQ(unanswered, 2);
}

TEST_F(one_socket_with_two_acks, awaits_a_bounded_number_of_answers) {
  join();
  on_loop([&] {
    for (int i = 0; i < 3; ++i) server_side->emit_with_ack("q", {}, 1h, [&](const auto& a) { unanswered += !a; });
  });
  EXPECT_EQ(unanswered, 1);
  EXPECT_EQ(p->received().size(), 2u);
}

TEST_F(one_socket, puts_attachments_back_into_their_packet) {
  std::vector<std::string> seen;
  w.of("/").on("file", [&](socket& s, const arguments& values, const acknowledge& ack) {
    seen.emplace_back(values.bytes_of(values[0].at("data"))->view());
    s.emit("file", values);
    ack(values);
  });
  join();
  p->say({R"(51-3["file",{"data":{"_placeholder":true,"num":0}}])", "!bytes"});
  EXPECT_THAT(seen, ElementsAre("bytes"));
  EXPECT_THAT(p->received(), ElementsAre(R"(51-["file",{"data":{"_placeholder":true,"num":0}}])", "!bytes",
                                         R"(61-3[{"data":{"_placeholder":true,"num":0}}])", "!bytes"));
}

TEST_F(one_socket, drops_a_packet_when_it_ends_before_the_attachments_come) {
  int calls = 0;
  w.of("/").on("file", [&](socket&, const arguments&, const acknowledge&) { ++calls; });
  join();
  p->say(R"(51-["file",{"_placeholder":true,"num":0}])");
  on_loop([&] { server_side->disconnect(); });
  p->say("!bytes");
  EXPECT_EQ(calls, 0);
  EXPECT_FALSE(p->closed());
}

TEST_F(one_socket, hears_a_binary_answer) {
  std::string bytes;
  join();
  on_loop([&] {
    server_side->emit_with_ack("q", {}, 1h, [&](const ack_result& a) { bytes = a->bytes_of((*a)[0])->view(); });
  });
  p->say({R"(61-0[{"_placeholder":true,"num":0}])", "!bytes"});
  EXPECT_EQ(bytes, "bytes");
}

TEST_F(one_socket, closes_when_attachments_are_out_of_place) {
  w.start();
  for (const auto& packets : std::vector<std::initializer_list<std::string_view>>{
           {"!bytes"},
           {R"(51-["a",{"_placeholder":true,"num":0}])", R"(2["b"])"},
           {R"(51-["a",{"_placeholder":true,"num":0}])", "!x", "!y"}}) {
    joined_peer peer(w);
    peer.say(packets);
    EXPECT_TRUE(peer.closed());
    EXPECT_EQ(reasons.back(), disconnect_reason::parse_error);
  }
}

TEST_F(one_socket_with_ten_bytes, closes_when_attachments_are_too_big) {
  join();
  p->say({R"(52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])", "!123456", "!12345"});
  EXPECT_TRUE(p->closed());
}

TEST_F(one_socket_in_a_hurry, closes_when_attachments_do_not_come) {
  join();
  p->say(R"(51-["a",{"_placeholder":true,"num":0}])");
  w.until(0, [&] { return p->wire().closed; });
  EXPECT_THAT(reasons, ElementsAre(disconnect_reason::parse_error));
}

TEST_F(one_socket, closes_when_a_packet_is_over_the_limit_of_its_namespace) {
  w.of("/").limit_packets(30);
  join();
  p->say(R"(2["a","1234567890"])");
  EXPECT_FALSE(p->closed());
  p->say(R"(2["a","12345678901234567890123"])");
  EXPECT_TRUE(p->closed());
}

TEST_F(one_socket, leaves_when_the_client_says_so) {
  join();
  p->say("1");
  EXPECT_THAT(reasons, ElementsAre(disconnect_reason::client_namespace_disconnect));
  EXPECT_FALSE(server_side->connected());
  EXPECT_FALSE(p->closed());
  on_loop([&] {
    EXPECT_EQ(server_side->emit("x"), emit_status::not_connected);
    server_side->join("r");
    server_side->disconnect();
  });
  p->say(R"(2["a"])");
  EXPECT_TRUE(p->closed());
}

TEST_F(one_socket, is_told_when_the_server_disconnects_it) {
  join();
  on_loop([&] { server_side->disconnect(); });
  EXPECT_THAT(p->received(), ElementsAre("1"));
  EXPECT_THAT(reasons, ElementsAre(disconnect_reason::server_namespace_disconnect));
  // What the client sent before it knew is no fault.
  p->say({R"(2["a"])", R"(51-["a",{"_placeholder":true,"num":0}])", "!x", "30[]"});
  EXPECT_FALSE(p->closed());
  p->say("0");
  EXPECT_EQ(p->received().size(), 1u);
  EXPECT_TRUE(server_side->connected());
}

TEST_F(one_socket, takes_the_connection_down_when_asked) {
  w.of("/other");
  join();
  p->say("0/other,");
  p->received();
  on_loop([&] { server_side->disconnect(underlying::close); });
  EXPECT_THAT(p->received(), ElementsAre("1", "1/other,"));
  EXPECT_TRUE(p->closed());
  EXPECT_THAT(reasons, ElementsAre(disconnect_reason::server_namespace_disconnect));
  EXPECT_EQ(w.of("/other").socket_count(), 0u);
}

TEST_F(one_socket, tells_why_it_ended_and_drops_its_handlers) {
  int own = 0;
  std::weak_ptr<socket> watch;
  join();
  on_loop([&] {
    server_side->on("a", [self = server_side](const arguments&, const acknowledge&) {});  // a cycle
    server_side->on_disconnect([&](disconnect_reason reason) { own += reason == disconnect_reason::transport_close; });
    watch = server_side;
  });
  p->vanish();
  EXPECT_EQ(own, 1);
  EXPECT_THAT(reasons, ElementsAre(disconnect_reason::transport_close));
  server_side.reset();
  EXPECT_TRUE(watch.expired());
}

TEST_F(one_socket, runs_posted_tasks_only_while_it_is_connected) {
  int ran = 0;
  join();
  server_side->post([&](socket&) { ++ran; });
  w.settle();
  EXPECT_EQ(ran, 1);
  p->vanish();
  server_side->post([&](socket&) { ++ran; });
  w.settle();
  EXPECT_EQ(ran, 1);
}

TEST_F(one_socket, leaves_itself_out_of_its_broadcasts) {
  join();
  const socket_ptr first = server_side;
  joined_peer other(w, 0);
  joined_peer far(w, 1);
  w.of("/").sockets_join("r");
  w.settle();
  on_loop([&] {
    first->to("r").emit("x");
    first->broadcast().emit("y");
  });
  w.settle();
  EXPECT_THAT(p->received(), IsEmpty());
  EXPECT_THAT(other.received(), ElementsAre(R"(2["x"])", R"(2["y"])"));
  EXPECT_THAT(far.received(), ElementsAre(R"(2["x"])", R"(2["y"])"));
}

TEST_F(one_socket, drops_volatile_events_when_it_is_busy) {
  join();
  on_loop([&] {
    EXPECT_EQ(server_side->volatile_().emit("x"), emit_status::queued);
    p->wire().backlog = 1;
    EXPECT_EQ(server_side->volatile_().emit("x"), emit_status::dropped);
    EXPECT_EQ(server_side->emit("y"), emit_status::queued);
  });
  EXPECT_THAT(p->received(), ElementsAre(R"(2["x"])", R"(2["y"])"));
}

TEST_F(one_socket, ends_when_its_client_does_not_read) {
  join();
  on_loop([&] {
    p->wire().full = true;
    EXPECT_EQ(server_side->emit("x"), emit_status::not_connected);
  });
  EXPECT_THAT(reasons, ElementsAre(disconnect_reason::slow_consumer));
}

}  // namespace
}  // namespace webchats::socketio
