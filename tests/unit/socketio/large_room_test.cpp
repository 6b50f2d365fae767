// Rooms with many members, whose messages lie together in memory: everybody still gets exactly what is theirs, in
// order.
#include "socketio/fan_out.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>
#include <boost/json/serialize.hpp>

#include "net/loop.hpp"
#include "socketio/fan_out_pace.hpp"
#include "socketio/msgpack_packet.hpp"
#include "socketio/room.hpp"
#include "socketio/transcode.hpp"
#include "world.hpp"

namespace webchats::socketio {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using namespace std::chrono_literals;

// ---- the memory of a room ----

struct noting : net::deadline {
  explicit noting(std::function<void()> action) : action_(std::move(action)) {}
  void on_deadline() override { action_(); }
  std::function<void()> action_;
};

TEST(fan_out, goes_when_its_room_has_been_quiet_and_not_before) {
  net::loop owner(0);
  net::deadline_queue quiet(owner, 10ms);
  fan_out_pace pace(owner, 0ms);
  room talk{.name = "talk", .members = {}, .outlet = {}};
  net::chunk waiting;
  int rounds = 0;
  // Armed after it, so told after it.
  noting after([&] {
    ++rounds;
    if (rounds == 1) {
      ASSERT_NE(talk.outlet, nullptr) << "there was a message";
      EXPECT_EQ(talk.outlet->admit(owner.now(), 1), net::departure::turn_end);
    }
    if (rounds == 2) EXPECT_NE(talk.outlet, nullptr) << "there was another one";
    if (rounds < 3) return quiet.arm(after);
    EXPECT_EQ(talk.outlet, nullptr);
    EXPECT_EQ(waiting.view(), "for a slow member");
    owner.stop();
  });
  owner.post([&] {
    talk.outlet = std::make_unique<fan_out>(talk, quiet, pace);
    EXPECT_EQ(talk.outlet->admit(owner.now(), 1), net::departure::turn_end);
    waiting = talk.outlet->batch(wire_form::json).append("for a slow member");
    quiet.arm(after);
  });
  owner.run();
  EXPECT_EQ(rounds, 3);
}

TEST(fan_out, goes_with_its_room) {
  net::loop owner(0);
  net::deadline_queue quiet(owner, 10ms);
  fan_out_pace pace(owner, 0ms);
  auto talk = std::make_unique<room>(room{.name = "talk", .members = {}, .outlet = {}});
  noting after([&] { owner.stop(); });
  owner.post([&] {
    talk->outlet = std::make_unique<fan_out>(*talk, quiet, pace);
    quiet.arm(after);
    talk.reset();
  });
  owner.run();
}

// ---- members of every kind ----

std::string msgpack(std::string_view text) { return "!" + to_msgpack(text, {}); }

/// A client that polls, on the first loop.
class polling_peer {
 public:
  explicit polling_peer(world& home) : world_(home) {
    world_.on(0, [&] {
      session_ = std::make_unique<engineio::session>(*world_.hosts[0], engineio::session_id::generate(0),
                                                     engineio::polling_format{});
      session_->begin(nullptr);
      auto made = std::make_unique<client>(*world_.core.homes[0], *session_, http::request{});
      made->start();
      session_->attach(std::move(made));
      session_->answer_handshake(std::make_shared<engineio::fake_exchange>(), "");
      engineio::fake_exchange reply;
      session_->on_post(reply, engineio::session::content::text, "40");
    });
    received();
  }
  ~polling_peer() {
    world_.on(0, [&] {
      session_->abort(engineio::close_reason::transport_close);
      world_.hosts[0]->end_turn();
      session_.reset();
    });
  }
  polling_peer(const polling_peer&) = delete;
  polling_peer& operator=(const polling_peer&) = delete;

  std::vector<std::string> received() {
    std::vector<std::string> packets;
    world_.on(0, [&] {
      if (session_->pending() == 0) return;
      const auto poll = std::make_shared<engineio::fake_exchange>();
      session_->on_poll(poll, "");
      std::string_view rest = poll->body;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\x1e'), rest.size());
        packets.emplace_back(rest.substr(1, end - 1));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    });
    return packets;
  }

 private:
  world& world_;
  std::unique_ptr<engineio::session> session_;
};

enum class kind : std::uint8_t { plain, packing, v3, msgpack, polling };

/// One member, and what it should have got.
struct participant {
  kind is = kind::plain;
  socket_ptr side;
  std::unique_ptr<peer> over_websocket;
  std::unique_ptr<polling_peer> over_polling;
  ws::deflater deflate;
  engineio::fake_outbox outbox;
  std::vector<std::string> expected;
  std::optional<std::string> held;
  std::set<std::string> rooms;

  [[nodiscard]] bool slow() { return over_websocket && over_websocket->wire().backlog != 0; }
  std::vector<std::string> received() {
    if (over_polling) return over_polling->received();
    std::vector<std::string> packets = over_websocket->received();
    for (std::string& each : packets) {
      if (!each.starts_with('!')) continue;
      const auto decoded = decode_msgpack(each.substr(1));
      each = decoded ? "2" + boost::json::serialize(*decoded->head.data) : "not msgpack";
    }
    return packets;
  }
  /// Everything has left.
  void read_all() {
    outbox = {};
    if (!over_websocket || over_websocket->wire().backlog == 0) return;
    over_websocket->wire().backlog = 0;
    if (held) expected.push_back(*std::exchange(held, std::nullopt));
    over_websocket->drain();
  }
};

struct crowd : testing::Test {
  crowd() {
    w.of("/").on_connection([this](const socket_ptr& s) { last = s; });
    w.start();
  }
  ~crowd() override {
    w.on(0, [&] {
      for (participant& each : all) each.side.reset();
      last.reset();
    });
  }

  void add(kind wanted) {
    participant& made = all.emplace_back();
    made.is = wanted;
    if (wanted == kind::polling) {
      made.over_polling = std::make_unique<polling_peer>(w);
    } else if (wanted == kind::v3) {
      made.over_websocket = std::make_unique<peer>(w, 0, engineio::protocol::v3);
    } else {
      made.over_websocket = std::make_unique<peer>(w);
      made.over_websocket->say(wanted == kind::msgpack ? msgpack("0") : "0");
    }
    if (made.over_websocket) {
      made.over_websocket->received();
      w.on(0, [&] {
        made.over_websocket->wire().outbox = &made.outbox;
        if (wanted == kind::packing) made.over_websocket->wire().deflate = &made.deflate;
      });
    }
    made.side = last;
  }
  void add(std::size_t count, kind wanted = kind::plain) {
    for (; count > 0; --count) add(wanted);
  }
  void join_all(const std::string& room) {
    w.on(0, [&] {
      for (participant& each : all) each.side->join(room);
    });
  }
  void empty_outboxes() {
    w.on(0, [&] {
      for (participant& each : all) each.outbox = {};
    });
  }

  world w;
  socket_ptr last;
  std::deque<participant> all;
};

TEST_F(crowd, gets_the_messages_of_a_turn_as_one_piece_of_memory) {
  add(fan_out::fewest_members);
  join_all("r");
  std::set<const char*> places;
  for (int turn = 0; turn < 3; ++turn) {
    w.on(0, [&] {
      for (int i = 0; i < 20; ++i) w.of("/").to("r").emit("x", {turn * 20 + i});
      for (const participant& each : all) {
        ASSERT_THAT(each.outbox.pieces, SizeIs(1));
        places.insert(each.outbox.pieces.front().view().data());
      }
    });
    for (participant& each : all) {
      const auto got = each.received();
      ASSERT_THAT(got, SizeIs(20));
      for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i], "2[\"x\"," + std::to_string(static_cast<std::size_t>(turn) * 20 + i) + "]");
      }
    }
    empty_outboxes();
  }
  EXPECT_THAT(places, SizeIs(1)) << "the same for all, and again when it has left";
}

TEST_F(crowd, without_those_of_another_room_has_one_piece_of_memory_too) {
  add(20);
  join_all("r");
  w.on(0, [&] {
    for (std::size_t i = 0; i < 2; ++i) all[i].side->join("author");
    for (int i = 0; i < 10; ++i) w.of("/").to("r").except("author").emit("x", {i});
    w.of("/").to("r").except("author").except("nobody").emit("x", {10});
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i < 2) {
        EXPECT_THAT(all[i].outbox.pieces, SizeIs(0)) << i;
      } else {
        EXPECT_THAT(all[i].outbox.pieces, SizeIs(1)) << i;
      }
    }
  });
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_THAT(all[i].received(), SizeIs(i < 2 ? 0 : 11)) << i;
  empty_outboxes();
}

TEST_F(crowd, of_a_few_does_without) {
  add(fan_out::fewest_members - 1);
  join_all("r");
  w.on(0, [&] {
    for (int i = 0; i < 3; ++i) w.of("/").to("r").emit("x", {i});
    for (const participant& each : all) EXPECT_THAT(each.outbox.pieces, SizeIs(3));
  });
  empty_outboxes();
}

TEST_F(crowd, keeps_the_order_around_direct_replies_and_left_out_senders) {
  add(20);
  join_all("r");
  w.on(0, [&] {
    w.of("/").to("r").emit("x", {1});
    all[0].side->emit("own", {2});
    all[1].side->to("r").emit("x", {3});
    w.of("/").to("r").emit("x", {4});
    w.of("/").emit("all", {5});
    w.of("/").to("r").emit("x", {6});
  });
  empty_outboxes();
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<std::string> expected{R"(2["x",1])", R"(2["x",3])", R"(2["x",4])", R"(2["all",5])", R"(2["x",6])"};
    if (i == 0) expected.insert(expected.begin() + 1, R"(2["own",2])");
    if (i == 1) expected.erase(expected.begin() + 1);
    EXPECT_EQ(all[i].received(), expected) << i;
  }
}

TEST_F(crowd, does_not_mind_who_leaves_in_the_middle_of_a_turn) {
  add(fan_out::fewest_members + 1);
  join_all("r");
  w.on(0, [&] {
    w.of("/").to("r").emit("x", {1});
    all[3].side->leave("r");
    w.of("/").to("r").emit("x", {2});
    all[4].over_websocket->wire().closed = true;
    w.of("/").to("r").emit("x", {3});  // the end of a connection is not known yet
    all[5].side->disconnect(underlying::close);
    w.of("/").to("r").emit("x", {4});
    for (std::size_t i = 6; i < all.size() - 1; ++i) all[i].side->leave("r");
    w.of("/").to("r").emit("x", {5});
  });
  w.on(0, [&] {
    for (const participant& each : all) EXPECT_EQ(each.outbox.bytes(), each.outbox.copy);
    for (participant& each : all) each.outbox = {};
    all[4].over_websocket->wire().closed = false;  // so that its end is told
  });
  const auto numbers = [&](std::size_t who) {
    std::string got;
    for (const std::string& each : all[who].received()) {
      if (each.starts_with("2[\"x\",")) got += each[6];
    }
    return got;
  };
  EXPECT_EQ(numbers(0), "12345");
  EXPECT_EQ(numbers(3), "1");
  EXPECT_EQ(numbers(4), "12");
  EXPECT_EQ(numbers(5), "123");
  EXPECT_EQ(numbers(6), "1234");
  EXPECT_EQ(numbers(all.size() - 1), "12345");
}

TEST_F(crowd, of_every_kind_gets_what_is_theirs_whatever_happens) {
  for (const kind each : {kind::plain, kind::packing, kind::v3, kind::msgpack}) add(7, each);
  add(4, kind::polling);
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same every time
  const auto pick = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  const auto room_name = [&] { return "r" + std::to_string(pick(3)); };
  // In "fast" are those whose readiness the test decides.
  const auto put = [&](participant& who, const std::string& room) {
    who.side->join(room);
    who.rooms.insert(room);
  };
  w.on(0, [&] {
    for (participant& each : all) {
      for (const char* room : {"r0", "r1", "r2"}) {
        if (pick(5) != 0) put(each, room);
      }
      if (each.over_websocket) put(each, "fast");
    }
  });

  std::size_t number = 0;
  for (int turn = 0; turn < 300; ++turn) {
    w.on(0, [&] {
      for (std::size_t steps = 1 + pick(8); steps > 0; --steps) {
        const std::string padding(pick(5) == 0 ? 1'500 : 0, 'p');
        const arguments values{++number, padding};
        const std::string packet = "2[\"m\"," + std::to_string(number) + ",\"" + padding + "\"]";
        participant& one = all[pick(all.size())];
        const std::string room = room_name();
        const std::string second = room_name();
        const auto expect = [&](auto gets) {
          for (participant& each : all) {
            if (gets(each)) each.expected.push_back(packet);
          }
        };
        switch (pick(9)) {
          case 0:
            w.of("/").emit("m", values);
            expect([&](participant&) { return true; });
            break;
          case 1:
            one.side->to(room).emit("m", values);
            expect([&](participant& p) { return p.rooms.contains(room) && &p != &one; });
            break;
          case 2:
            one.side->emit("m", values);
            one.expected.push_back(packet);
            break;
          case 3:
            w.of("/").to(room).to(second).emit("m", values);
            expect([&](participant& p) { return p.rooms.contains(room) || p.rooms.contains(second); });
            break;
          case 4:
            w.of("/").to(room).except(second).emit("m", values);
            expect([&](participant& p) { return p.rooms.contains(room) && !p.rooms.contains(second); });
            break;
          case 5:
            w.of("/").to("fast").volatile_().emit("m", values);
            expect([&](participant& p) { return p.over_websocket && !p.slow(); });
            break;
          case 6:
            w.of("/").to("fast").coalesce("key").emit("m", values);
            expect([&](participant& p) { return p.over_websocket && !p.slow(); });
            for (participant& each : all) {
              if (each.slow()) each.held = packet;
            }
            break;
          case 7:
            if (one.rooms.erase(room) != 0) {
              one.side->leave(room);
            } else {
              put(one, room);
            }
            break;
          default:
            w.of("/").to(room).emit("m", values);
            expect([&](participant& p) { return p.rooms.contains(room); });
        }
      }
    });
    w.on(0, [&] {
      for (participant& each : all) {
        ASSERT_TRUE(each.outbox.bytes() == each.outbox.copy) << "memory was used again too early";
        // Some read at once, some after a few turns.
        if (pick(4) != 0) {
          each.read_all();
        } else if (each.over_websocket && !each.outbox.pieces.empty()) {
          each.over_websocket->wire().backlog = each.outbox.copy.size();
        }
      }
    });
    for (std::size_t i = 0; i < all.size(); ++i) {
      ASSERT_EQ(all[i].received(), std::exchange(all[i].expected, {})) << "member " << i << ", turn " << turn;
    }
  }
  empty_outboxes();
}

}  // namespace
}  // namespace webchats::socketio
