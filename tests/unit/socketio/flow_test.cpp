// What happens to events before and between their handlers, and to messages that a client does not take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "socketio/await_callback.hpp"
#include "socketio/remote_socket.hpp"
#include "world.hpp"

namespace webchats::socketio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

struct flow : testing::Test {
  explicit flow(server_options options = {}) : w(std::move(options)) {
    w.of("/").on_connection([this](const socket_ptr& s) { sockets.push_back(s); });
    w.of("/").on_disconnect([this](socket&, disconnect_reason reason) { reasons.push_back(reason); });
  }
  void join() {
    w.start();
    p = std::make_unique<joined_peer>(w);
  }
  socket& first() { return *sockets.front(); }

  std::vector<socket_ptr> sockets;
  std::vector<disconnect_reason> reasons;
  std::vector<std::string> seen;
  world w;
  std::unique_ptr<joined_peer> p;
};

// ---- coroutines ----

boost::asio::awaitable<void> wait_for(std::function<void(std::function<void(int)>)> start) {
  co_await await_callback<int>(std::move(start));
}

TEST_F(flow, handles_the_next_event_when_the_coroutine_has_ended) {
  std::vector<std::function<void(int)>> waiting;
  w.of("/").on("slow", [&](socket_ptr, arguments values, acknowledge ack) -> boost::asio::awaitable<void> {
    const std::string name(values[0].as_string());
    seen.push_back("begin " + name);
    co_await wait_for([&](auto done) { waiting.push_back(done); });
    seen.push_back("end " + name);
    ack({name});
  });
  w.of("/").on("fast", [&](socket&, const arguments&, const acknowledge&) { seen.emplace_back("fast"); });
  join();
  p->say({R"(21["slow","a"])", R"(2["fast"])", R"(22["slow","b"])", R"(2["fast"])"});
  EXPECT_THAT(seen, ElementsAre("begin a"));
  w.on(0, [&] { waiting[0](0); });
  EXPECT_THAT(seen, ElementsAre("begin a", "end a", "fast", "begin b"));
  w.on(0, [&] { waiting[1](0); });
  EXPECT_THAT(seen, ElementsAre("begin a", "end a", "fast", "begin b", "end b", "fast"));
  EXPECT_THAT(p->received(), ElementsAre(R"(31["a"])", R"(32["b"])"));
}

TEST_F(flow, lets_a_coroutine_ask_its_own_client) {
  w.of("/").on("ask me", [&](socket_ptr s, arguments, acknowledge) -> boost::asio::awaitable<void> {
    const ack_result answer = co_await s->emit_with_ack("question", {42}, 10s);
    seen.emplace_back(answer ? (*answer)[0].as_string() : to_string(answer.error()));
  });
  join();
  p->say(R"(2["ask me"])");
  EXPECT_THAT(p->received(), ElementsAre(R"(20["question",42])"));
  p->say(R"(30["fine"])");
  EXPECT_THAT(seen, ElementsAre("fine"));
  p->say(R"(2["ask me"])");
  p.reset();
  EXPECT_THAT(seen, ElementsAre("fine", "socket has been disconnected"));
}

TEST_F(flow, goes_on_after_a_coroutine_that_throws) {
  w.of("/").on("bad", [&](socket_ptr, arguments, acknowledge) -> boost::asio::awaitable<void> {
    throw std::runtime_error("broken");
    co_return;
  });
  w.of("/").on("good", [&](socket&, const arguments&, const acknowledge&) { seen.emplace_back("good"); });
  join();
  p->say({R"(2["bad"])", R"(2["good"])"});
  EXPECT_THAT(seen, ElementsAre("good"));
}

struct flow_with_a_short_queue : flow {
  flow_with_a_short_queue() : flow({.max_queued_events = 2}) {}
};

TEST_F(flow_with_a_short_queue, closes_when_too_many_events_wait) {
  w.of("/").on("slow", [&](socket_ptr, arguments, acknowledge) -> boost::asio::awaitable<void> {
    co_await wait_for([](auto) {});
  });
  join();
  p->say({R"(2["slow"])", R"(2["slow"])", R"(2["slow"])"});
  EXPECT_FALSE(p->closed());
  p->say(R"(2["slow"])");
  EXPECT_TRUE(p->closed());
  EXPECT_THAT(reasons, ElementsAre(disconnect_reason::overload));
}

// ---- packet middlewares ----

TEST_F(flow, lets_middlewares_change_refuse_and_delay_events) {
  std::function<void(std::optional<std::string>)> delayed;
  w.of("/").use_packets([&](socket&, std::string_view event, arguments& values, auto next) {
    values.values.emplace_back("seen");
    if (event == "refused") return next("not allowed");
    if (event == "delayed") {
      delayed = next;
      return;
    }
    next(std::nullopt);
  });
  w.of("/").on_error([&](socket&, std::string_view message) { seen.emplace_back(message); });
  w.of("/").on_any([&](socket&, std::string_view event, const arguments& values, const acknowledge&) {
    seen.push_back(std::string(event) + " " + std::string(values[0].as_string()));
  });
  join();
  p->say({R"(2["a"])", R"(2["refused"])", R"(2["delayed"])", R"(2["b"])"});
  EXPECT_THAT(seen, ElementsAre("a seen", "refused: not allowed"));
  w.on(0, [&] { delayed(std::nullopt); });
  EXPECT_THAT(seen, ElementsAre("a seen", "refused: not allowed", "delayed seen", "b seen"));
  delayed = {};
}

TEST_F(flow, runs_a_middleware_of_one_socket) {
  join();
  w.on(0, [&] {
    first().use([&](socket&, std::string_view event, arguments&, auto next) {
      seen.emplace_back(event);
      next(std::nullopt);
    });
  });
  p->say(R"(2["a"])");
  EXPECT_THAT(seen, ElementsAre("a"));
}

// ---- once, off, outgoing ----

TEST_F(flow, calls_a_handler_once) {
  join();
  w.on(0, [&] {
    first().once("a", [&](const arguments&, const acknowledge&) { seen.emplace_back("once"); });
    const auto id = first().on("a", [&](const arguments&, const acknowledge&) { seen.emplace_back("gone"); });
    first().on("a", [&](const arguments&, const acknowledge&) { seen.emplace_back("always"); });
    first().off("a", id);
  });
  p->say({R"(2["a"])", R"(2["a"])"});
  EXPECT_THAT(seen, ElementsAre("once", "always", "always"));
}

TEST_F(flow, shows_what_goes_out) {
  w.of("/").on_any_outgoing([&](socket&, std::string_view event, const arguments& values) {
    seen.push_back("all " + std::string(event) + " " + std::to_string(values.size()));
  });
  join();
  joined_peer other(w);
  w.on(0, [&] {
    first().on_any_outgoing(
        [&](std::string_view event, const arguments&) { seen.push_back("own " + std::string(event)); });
    first().emit("direct", {1, 2});
    w.of("/").emit("everybody", {1});
    first().off_any();
    first().emit("direct");
  });
  EXPECT_THAT(seen, ElementsAre("all direct 2", "own direct", "all everybody 1", "own everybody", "all everybody 1",
                                "all direct 0"));
}

TEST_F(flow, tells_before_a_socket_leaves_its_rooms) {
  w.of("/").on_disconnecting([&](socket& s, disconnect_reason) {
    for (const std::string& room : s.rooms()) seen.push_back("leaving " + room);
  });
  w.of("/").on_disconnect([&](socket& s, disconnect_reason) { seen.push_back(std::to_string(s.rooms().size())); });
  join();
  w.on(0, [&] { first().join("r"); });
  p->say("1");
  EXPECT_THAT(seen, ElementsAre("leaving r", "0"));
}

// ---- rooms ----

TEST_F(flow, tells_of_rooms) {
  std::mutex mutex;  // both loops tell
  w.of("/").on_room_event([&](const room_event& e) {
    const std::scoped_lock lock(mutex);
    EXPECT_EQ(e.nsp, "/");
    constexpr std::array names{"created ", "deleted ", "joined ", "left "};
    seen.push_back(names[static_cast<std::size_t>(e.what)] + std::string(e.room));
  });
  join();
  joined_peer other(w, 1);
  w.of("/").sockets_join("r");
  w.settle();
  EXPECT_THAT(seen, ElementsAre("created r", "joined r", "joined r"));
  seen.clear();
  w.of("/").to(p->id).sockets_leave("r");
  w.settle();
  other.vanish();
  w.settle();
  EXPECT_THAT(seen, ElementsAre("left r", "left r", "deleted r"));
}

TEST_F(flow, lists_sockets_of_all_loops) {
  join();
  joined_peer other(w, 1);
  w.on(0, [&] { first().data["name"] = "one"; });
  w.of("/").to(p->id).sockets_join("r");
  std::vector<remote_socket> found;
  w.on(0, [&] { w.of("/").fetch_sockets([&](std::vector<remote_socket> all) { found = std::move(all); }); });
  w.settle();
  ASSERT_EQ(found.size(), 2u);
  const auto& one = found[0].id == p->id ? found[0] : found[1];
  EXPECT_THAT(one.rooms, ElementsAre(p->id, "r"));
  EXPECT_EQ(one.data.at("name"), "one");
  EXPECT_EQ(one.transport, "websocket");
  for (const remote_socket& each : found) each.emit("hello");
  w.settle();
  EXPECT_THAT(p->received(), ElementsAre(R"(2["hello"])"));
  EXPECT_THAT(other.received(), ElementsAre(R"(2["hello"])"));
}

// ---- acknowledgements of many ----

TEST_F(flow, gathers_the_answers_of_all_loops) {
  join();
  auto other = std::make_unique<joined_peer>(w, 1);
  auto third = std::make_unique<joined_peer>(w, 1);
  std::optional<broadcast_answers> result;
  w.on(0, [&] {
    w.of("/").everybody().timeout(1h).emit_with_ack("q", {1}, [&](broadcast_answers all) { result = std::move(all); });
  });
  w.settle();
  EXPECT_THAT(p->received(), ElementsAre(R"(21["q",1])"));
  p->say(R"(31["one"])");
  p->say(R"(31["again"])");
  other->say(R"(31["two"])");
  w.settle();
  EXPECT_FALSE(result);
  third->vanish();  // nobody else is waited for
  w.settle();
  ASSERT_TRUE(result);
  std::vector<std::string> answers;
  for (const auto& each : result->answered) answers.emplace_back(each.values[0].as_string());
  EXPECT_THAT(answers, UnorderedElementsAre("one", "two"));
  EXPECT_THAT(result->left, ElementsAre(third->id));
  EXPECT_THAT(result->missing, IsEmpty());
}

TEST_F(flow, names_those_that_did_not_answer) {
  join();
  std::optional<broadcast_answers> result;
  w.on(0, [&] {
    w.of("/").everybody().timeout(5ms).emit_with_ack("q", {}, [&](broadcast_answers all) { result = std::move(all); });
  });
  w.until(0, [&] { return result.has_value(); });
  EXPECT_THAT(result->missing, ElementsAre(p->id));
  w.on(0,
       [&] { w.of("/").to("nobody").emit_with_ack("q", {}, [&](broadcast_answers all) { result = std::move(all); }); });
  w.settle();
  EXPECT_THAT(result->missing, IsEmpty());
}

// ---- slow clients ----

TEST_F(flow, holds_one_message_a_key_for_a_slow_client) {
  join();
  w.on(0, [&] {
    first().on_drain([&] { seen.emplace_back("drained"); });
    p->wire().backlog = 1'000;
    EXPECT_EQ(first().coalesce("x").emit("x", {1}), emit_status::coalesced);
    EXPECT_EQ(first().coalesce("y").emit("y", {1}), emit_status::coalesced);
    w.of("/").everybody().coalesce("x").emit("x", {2});
    EXPECT_EQ(first().pending(), 1'000u);
    EXPECT_FALSE(first().writable());
  });
  EXPECT_THAT(p->received(), IsEmpty());
  w.on(0, [&] {
    p->wire().backlog = 0;
    p->drain();
  });
  EXPECT_THAT(p->received(), ElementsAre(R"(2["x",2])", R"(2["y",1])"));
  EXPECT_THAT(seen, ElementsAre("drained"));
}

// ---- repeated events ----

TEST_F(flow, carries_out_a_repeated_event_once) {
  std::vector<acknowledge> open;
  w.of("/").deduplicate("save", argument_key(1));
  w.of("/").on("save", [&](socket&, const arguments& values, const acknowledge& ack) {
    seen.emplace_back(values[0].as_string());
    open.push_back(ack);
  });
  join();
  joined_peer other(w, 1);
  p->say({R"(21["save","a","id 1"])", R"(22["save","a","id 1"])"});
  w.on(0, [&] { open[0]({"stored"}); });
  other.say(R"(27["save","a","id 1"])");  // the same client on a new connection
  p->say(R"(23["save","b","id 2"])");
  EXPECT_THAT(seen, ElementsAre("a", "b"));
  w.settle();
  EXPECT_THAT(p->received(), UnorderedElementsAre(R"(31["stored"])", R"(32["stored"])"));
  EXPECT_THAT(other.received(), ElementsAre(R"(37["stored"])"));
}

TEST_F(flow, carries_out_again_what_failed) {
  w.of("/").deduplicate("save", argument_key(0));
  int calls = 0;
  w.of("/").on("save", [&](socket&, const arguments&, const acknowledge& ack) {
    if (++calls == 1) throw std::runtime_error("disk full");
    ack({"stored"});
  });
  join();
  p->say({R"(21["save","id"])", R"(22["save","id"])", R"(23["save","id"])"});
  EXPECT_EQ(calls, 2);
  EXPECT_THAT(p->received(), ElementsAre(R"(32["stored"])", R"(33["stored"])"));
}

// ---- namespaces made by patterns ----

TEST_F(flow, makes_namespaces_on_demand_and_removes_them) {
  auto& dynamic = w.core.namespaces.of_matching(
      [](std::string_view name, const boost::json::value&) { return name.starts_with("/room-"); });
  dynamic.on_connection([&](const socket_ptr& s) { seen.push_back(s->nsp().name()); });
  w.core.namespaces.on_namespace([&](namespace_& made) { seen.push_back("new " + made.name()); });
  w.start();
  joined_peer a(w, 0, "/room-1");
  joined_peer b(w, 1, "/room-1");
  joined_peer c(w, 1, "/room-2");
  EXPECT_THAT(seen, ElementsAre("new /", "new /room-1", "/room-1", "/room-1", "new /room-2", "/room-2"));
  dynamic.emit("to all");
  w.settle();
  EXPECT_THAT(a.received(), ElementsAre(R"(2/room-1,["to all"])"));
  EXPECT_THAT(c.received(), ElementsAre(R"(2/room-2,["to all"])"));
  a.say("1/room-1,");
  EXPECT_NE(w.core.namespaces.find("/room-1"), nullptr);
  b.vanish();
  w.settle();
  EXPECT_EQ(w.core.namespaces.find("/room-1"), nullptr);
  EXPECT_NE(w.core.namespaces.find("/room-2"), nullptr);
  peer d(w);
  d.say("0/other,");
  EXPECT_THAT(d.received(), ElementsAre(R"(4/other,{"message":"Invalid namespace"})"));
}

}  // namespace
}  // namespace webchats::socketio
