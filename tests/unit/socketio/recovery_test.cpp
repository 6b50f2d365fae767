#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>
#include <boost/json/parse.hpp>

#include "socketio/recovery_log.hpp"
#include "world.hpp"

namespace webchats::socketio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

/// What a 4.8 client keeps of its connection, and how it says so.
class returning_peer : public peer {
 public:
  explicit returning_peer(world& home, std::size_t loop = 0) : peer(home, loop) {}

  /// Sends CONNECT and takes the answer.
  void connect(const std::string& old = {}, const std::string& got = {}) {
    std::string packet = "0";
    if (!old.empty()) {
      packet += R"({"pid":")" + old + '"';
      if (!got.empty()) packet += R"(,"offset":")" + got + '"';
      packet += '}';
    }
    say(packet);
    take();
  }
  /// Reads what has come: the ids, and the events without their offset.
  std::vector<std::string> take() {
    std::vector<std::string> events;
    for (const std::string& one : received()) {
      if (one.starts_with("0{")) {
        const auto answer = boost::json::parse(one.substr(1));
        this->pid = answer.at("pid").as_string();
        id = answer.at("sid").as_string();
        continue;
      }
      const auto list = boost::json::parse(one.substr(one.find('['))).as_array();
      offset = list.back().as_string();
      events.emplace_back(list.front().as_string());
    }
    seen.insert(seen.end(), events.begin(), events.end());
    return events;
  }

  std::string id;
  std::string pid;
  std::string offset;
  std::vector<std::string> seen;
};

struct recovering : testing::Test {
  recovering() : w(settings()) {
    w.of("/").on_connection([this](const socket_ptr& s) {
      sockets.push_back(s);
      outcomes.push_back(s->recovery());
    });
    w.of("/").on_disconnect([this](socket&, disconnect_reason reason) { reasons.push_back(reason); });
    w.start();
  }
  static server_options settings() {
    server_options options;
    options.recovery = recovery_options{};
    return options;
  }
  void emit(const std::string& event) { w.of("/").emit(event); }

  std::vector<socket_ptr> sockets;
  std::vector<recovery> outcomes;
  std::vector<disconnect_reason> reasons;
  world w;
};

TEST_F(recovering, gives_every_event_a_growing_offset) {
  returning_peer p(w);
  p.connect();
  emit("a");
  emit("b");
  w.settle();
  EXPECT_THAT(p.received(), ElementsAre(R"(2["a","1"])", R"(2["b","2"])"));
}

TEST_F(recovering, sends_what_was_missed_once_and_in_order) {
  std::string pid, offset, id;
  {
    returning_peer p(w);
    p.connect();
    emit("a");
    w.settle();
    EXPECT_THAT(p.take(), ElementsAre("a"));
    pid = p.pid;
    offset = p.offset;
    id = p.id;
  }
  emit("b");
  emit("c");
  returning_peer again(w);
  again.connect(pid, offset);
  EXPECT_EQ(again.id, id);
  EXPECT_EQ(again.pid, pid);
  EXPECT_THAT(again.seen, ElementsAre("b", "c"));
  emit("d");
  w.settle();
  EXPECT_THAT(again.take(), ElementsAre("d"));
  EXPECT_THAT(outcomes, ElementsAre(recovery::none, recovery::complete));
}

TEST_F(recovering, takes_over_a_connection_that_still_looks_open) {
  returning_peer half_open(w, 0);
  half_open.connect();
  emit("a");
  w.settle();
  half_open.take();
  emit("b");  // sent, and lost on the way
  w.settle();
  returning_peer again(w, 1);  // on another loop
  again.say(R"(0{"pid":")" + half_open.pid + R"(","offset":")" + half_open.offset + R"("})");
  w.settle();
  again.take();
  EXPECT_EQ(again.id, half_open.id);
  EXPECT_THAT(again.seen, ElementsAre("b"));
  EXPECT_TRUE(half_open.closed());
  EXPECT_EQ(w.of("/").socket_count(), 1u);
  EXPECT_THAT(reasons, ElementsAre(disconnect_reason::transport_close));
  emit("c");
  w.settle();
  EXPECT_THAT(again.take(), ElementsAre("c"));
}

TEST_F(recovering, lets_an_id_be_claimed_by_one_connection_only) {
  std::string pid;
  {
    returning_peer p(w);
    p.connect();
    pid = p.pid;
  }
  returning_peer first(w);
  first.connect(pid);
  returning_peer second(w);
  second.connect(pid);
  w.settle();
  // The second one takes over from the first: there is one socket at any time, and it is in the namespace.
  EXPECT_TRUE(first.closed());
  EXPECT_EQ(w.of("/").socket_count(), 1u);
  emit("a");
  w.settle();
  EXPECT_THAT(second.take(), ElementsAre("a"));
}

TEST_F(recovering, works_without_any_event_yet) {
  std::string pid, id;
  {
    returning_peer p(w);
    p.connect();
    pid = p.pid;
    id = p.id;
  }
  emit("a");
  returning_peer again(w);
  again.connect(pid);
  EXPECT_EQ(again.id, id);
  EXPECT_THAT(again.seen, ElementsAre("a"));
}

TEST_F(recovering, keeps_rooms_and_data_and_replays_only_what_was_for_them) {
  std::string pid, offset;
  {
    returning_peer p(w);
    p.connect();
    w.of("/").to("r").emit("before joining");
    w.settle();
    w.on(0, [&] {
      sockets[0]->join("r");
      sockets[0]->data["name"] = "李";
      sockets[0]->context = std::make_shared<int>(7);
    });
    pid = p.pid;
  }
  w.of("/").to("r").emit("in r");
  w.of("/").to("other").emit("elsewhere");
  w.of("/").except("r").emit("not r");
  w.of("/").everybody().volatile_().emit("volatile");
  returning_peer again(w, 1);
  again.say(R"(0{"pid":")" + pid + R"("})");
  w.settle();
  again.take();
  EXPECT_THAT(again.seen, ElementsAre("in r"));
  w.on(1, [&] {
    EXPECT_THAT(sockets[1]->rooms(), ElementsAre("r"));
    EXPECT_EQ(sockets[1]->data["name"], "李");
    EXPECT_EQ(*std::static_pointer_cast<int>(sockets[1]->context), 7);
  });
}

TEST_F(recovering, counts_direct_and_volatile_events_too) {
  returning_peer p(w);
  p.connect();
  w.on(0, [&] {
    sockets[0]->emit("direct", {"text"});
    sockets[0]->volatile_().emit("volatile", {"text that is no offset"});
  });
  EXPECT_THAT(p.received(), ElementsAre(R"(2["direct","text","1"])", R"(2["volatile","text that is no offset","1"])"));
}

TEST_F(recovering, says_when_what_was_missed_is_not_known) {
  std::string pid, id;
  {
    returning_peer p(w);
    p.connect();
    pid = p.pid;
    id = p.id;
    w.on(0, [&] { sockets[0]->join("r"); });
  }
  returning_peer again(w);
  again.connect(pid, "what somebody typed");
  EXPECT_EQ(again.id, id);
  EXPECT_NE(again.pid, pid);  // by which the client sees it
  EXPECT_THAT(outcomes, ElementsAre(recovery::none, recovery::partial));
  w.on(0, [&] { EXPECT_THAT(sockets[1]->rooms(), ElementsAre("r")); });
}

TEST_F(recovering, forgets_those_that_left) {
  std::string pid;
  {
    returning_peer p(w);
    p.connect();
    pid = p.pid;
    p.say("1");
  }
  returning_peer again(w);
  again.connect(pid);
  EXPECT_THAT(outcomes, ElementsAre(recovery::none, recovery::none));
}

TEST_F(recovering, spares_old_clients_the_offset) {
  peer old(w, 0, engineio::protocol::v3);
  old.received();
  emit("a");
  w.settle();
  EXPECT_THAT(old.received(), ElementsAre(R"(2["a"])"));
}

TEST_F(recovering, keeps_one_order_for_all_loops) {
  returning_peer a(w, 0);
  returning_peer b(w, 1);
  a.connect();
  b.connect();
  std::vector<std::thread> emitters;
  for (int t = 0; t < 3; ++t) {
    emitters.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) emit(std::to_string(t) + "/" + std::to_string(i));
    });
  }
  for (int i = 0; i < 200; ++i) {
    w.on(0, [&] { emit("loop 0"); });
    w.on(1, [&] { emit("loop 1"); });
  }
  for (auto& each : emitters) each.join();
  w.settle();
  const auto at_a = a.take();
  EXPECT_EQ(at_a.size(), 1000u);
  EXPECT_EQ(at_a, b.take());
}

TEST(recovery_log, forgets_what_is_old_or_too_much) {
  recovery_options options;
  options.max_log_bytes = 3'000;
  recovery_log log(options, 1, 45s);
  EXPECT_EQ(log.enter(0).last, 0u);
  for (int i = 0; i < 20; ++i) {
    static_cast<void>(log.append({}, {}, recovery_log::every_loop, R"(2["a"])", {}));
    EXPECT_EQ(log.take(0).size(), 1u);
  }
  EXPECT_FALSE(log.resume(0, 1).missed);
  EXPECT_TRUE(log.resume(0, 15).missed);
  EXPECT_EQ(log.resume(0, 20).missed->size(), 0u);
  EXPECT_FALSE(log.resume(0, 21).missed);  // from the future
}

TEST(recovery_log, does_not_forget_what_a_loop_has_not_taken) {
  recovery_options options;
  options.max_log_bytes = 0;
  recovery_log log(options, 2, 45s);
  static_cast<void>(log.enter(0));
  static_cast<void>(log.enter(1));
  for (int i = 0; i < 5; ++i) static_cast<void>(log.append({}, {}, recovery_log::every_loop, R"(2["a"])", {}));
  EXPECT_EQ(log.take(0).size(), 5u);
  EXPECT_EQ(log.take(1).size(), 5u);
}

}  // namespace
}  // namespace webchats::socketio
