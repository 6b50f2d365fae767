#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "world.hpp"

namespace webchats::socketio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Three sockets on two loops; `rooms` says who is where.
struct three : testing::Test {
  void SetUp() override {
    w.of("/").on("join", [](socket& s, const arguments& values, const acknowledge&) { s.join(values[0].as_string()); });
    w.of("/").on("leave",
                 [](socket& s, const arguments& values, const acknowledge&) { s.leave(values[0].as_string()); });
    w.start();
    a = std::make_unique<joined_peer>(w, 0);
    b = std::make_unique<joined_peer>(w, 0);
    c = std::make_unique<joined_peer>(w, 1);
  }
  void join(peer& who, const std::string& room) { who.say("2[\"join\",\"" + room + "\"]"); }
  void leave(peer& who, const std::string& room) { who.say("2[\"leave\",\"" + room + "\"]"); }
  /// Who got how many, as "abbc".
  std::string receivers() {
    w.settle();
    std::string names;
    names.append(a->received().size(), 'a');
    names.append(b->received().size(), 'b');
    names.append(c->received().size(), 'c');
    return names;
  }

  world w;
  std::unique_ptr<joined_peer> a, b, c;
};

TEST_F(three, hear_what_is_emitted_to_the_namespace) {
  w.of("/").emit("x", {1});
  EXPECT_EQ(receivers(), "abc");
}

TEST_F(three, hear_only_what_goes_to_their_rooms) {
  join(*a, "r1");
  join(*c, "r1");
  w.of("/").to("r1").emit("x");
  EXPECT_EQ(receivers(), "ac");
  w.of("/").to("nowhere").emit("x");
  EXPECT_EQ(receivers(), "");
  leave(*a, "r1");
  w.of("/").in("r1").emit("x");
  EXPECT_EQ(receivers(), "c");
}

TEST_F(three, get_a_message_to_several_of_their_rooms_once) {
  for (peer* p : {static_cast<peer*>(a.get()), static_cast<peer*>(c.get())}) {
    join(*p, "r1");
    join(*p, "r2");
  }
  join(*b, "r2");
  w.of("/").to("r1").to("r2").emit("x");
  EXPECT_EQ(receivers(), "abc");
  w.of("/").to("r1").to("r2").to(a->id).emit("x");
  EXPECT_EQ(receivers(), "abc");
}

TEST_F(three, are_left_out_by_room_or_id) {
  join(*a, "r1");
  join(*b, "r1");
  join(*b, "r2");
  w.of("/").to("r1").except("r2").emit("x");
  EXPECT_EQ(receivers(), "a");
  w.of("/").except("r1").emit("x");
  EXPECT_EQ(receivers(), "c");
  w.of("/").except(a->id).emit("x");
  EXPECT_EQ(receivers(), "bc");
  w.of("/").to("r1").except(a->id).emit("x");
  EXPECT_EQ(receivers(), "b");
  w.of("/").except(a->id).except(b->id).except("nobody").emit("x");
  EXPECT_EQ(receivers(), "c");
}

TEST_F(three, are_each_alone_in_the_room_of_their_id) {
  w.of("/").to(c->id).emit("x");
  EXPECT_EQ(receivers(), "c");
  w.of("/").to(a->id).to(b->id).emit("x");
  EXPECT_EQ(receivers(), "ab");
  w.of("/").to(a->id).except(a->id).emit("x");
  EXPECT_EQ(receivers(), "");
  join(*b, a->id);  // a room like any other
  w.of("/").to(a->id).emit("x");
  EXPECT_EQ(receivers(), "ab");
}

TEST_F(three, lose_their_rooms_when_they_go) {
  join(*a, "r1");
  join(*b, "r1");
  a->say("1");
  w.of("/").to("r1").emit("x");
  EXPECT_EQ(receivers(), "b");
  a->say("0");
  a->received();
  w.of("/").to("r1").emit("x");
  EXPECT_EQ(receivers(), "b");
}

TEST_F(three, can_be_moved_by_room) {
  join(*a, "r1");
  join(*c, "r1");
  w.of("/").to("r1").sockets_join("r2");
  w.of("/").to("r2").emit("x");
  EXPECT_EQ(receivers(), "ac");
  w.of("/").to("r1").except(a->id).sockets_leave("r2");
  w.of("/").to("r2").emit("x");
  EXPECT_EQ(receivers(), "a");
}

TEST_F(three, can_be_disconnected_by_room) {
  join(*a, "r1");
  join(*c, "r1");
  w.of("/").to("r1").disconnect_sockets();
  w.settle();
  EXPECT_THAT(a->received(), ElementsAre("1"));
  EXPECT_THAT(b->received(), IsEmpty());
  EXPECT_FALSE(a->closed());
  EXPECT_EQ(w.of("/").socket_count(), 1u);
  w.of("/").disconnect_sockets(underlying::close);
  w.settle();
  EXPECT_TRUE(b->closed());
}

TEST_F(three, get_volatile_messages_only_when_they_can_take_them) {
  w.on(0, [&] { a->wire().backlog = 1; });
  broadcast_operator(w.of("/").to(a->id).to(b->id)).volatile_().emit("x");
  EXPECT_EQ(receivers(), "b");
}

TEST_F(three, hear_a_broadcast_and_direct_emits_in_program_order) {
  join(*a, "r");
  w.on(0, [&] {
    // On the loop of a and b: what was emitted before the broadcast comes before it.
    for (int i = 0; i < 3; ++i) {
      w.of("/").to("r").emit("room", {i});
      w.of("/").to(a->id).emit("direct", {i});
    }
  });
  EXPECT_THAT(a->received(), ElementsAre(R"(2["room",0])", R"(2["direct",0])", R"(2["room",1])", R"(2["direct",1])",
                                         R"(2["room",2])", R"(2["direct",2])"));
}

TEST_F(three, hear_one_threads_broadcasts_in_its_order_on_every_loop) {
  for (int i = 0; i < 100; ++i) w.of("/").emit("n", {i});
  w.settle();
  for (joined_peer* p : {a.get(), b.get(), c.get()}) {
    const auto got = p->received();
    ASSERT_EQ(got.size(), 100u);
    for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(got[i], "2[\"n\"," + std::to_string(i) + "]");
  }
}

TEST_F(three, get_attachments_right_behind_their_packet) {
  arguments values;
  values.values.push_back(values.binary("one"));
  values.values.push_back(values.binary("two"));
  w.of("/").emit("file", values);
  w.settle();
  for (joined_peer* p : {a.get(), c.get()}) {
    EXPECT_THAT(p->received(), ElementsAre(R"(52-["file",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])",
                                           "!one", "!two"));
  }
}

TEST(rooms, agree_with_a_model_through_random_changes) {
  world w;
  std::map<std::string, socket_ptr> sockets;
  w.of("/").on_connection([&](const socket_ptr& s) { sockets[s->id()] = s; });
  w.start();
  std::vector<std::unique_ptr<joined_peer>> peers;
  for (int i = 0; i < 8; ++i) peers.push_back(std::make_unique<joined_peer>(w));

  std::map<std::string, std::set<std::string>> model;  // room → ids
  for (const auto& p : peers) model[p->id] = {p->id};
  std::mt19937 random(20'261'123);
  const auto pick = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  const auto room_name = [&] { return "r" + std::to_string(pick(4)); };

  for (int step = 0; step < 1000; ++step) {
    joined_peer& who = *peers[pick(peers.size())];
    const std::string room = room_name();
    const std::string second = pick(2) ? room_name() : peers[pick(peers.size())]->id;
    const std::string excluded = pick(2) ? room_name() : peers[pick(peers.size())]->id;
    std::set<std::string> expected;
    w.on(0, [&] {
      switch (pick(4)) {
        case 0:
          sockets[who.id]->join(room);
          model[room].insert(who.id);
          break;
        case 1:
          sockets[who.id]->leave(room);
          model[room].erase(who.id);
          break;
        case 2:
          expected = model[room];
          for (const auto& id : model[second]) expected.insert(id);
          w.of("/").to(room).to(second).emit("x");
          break;
        case 3:
          expected = model[room];
          for (const auto& id : model[excluded]) expected.erase(id);
          w.of("/").to(room).except(excluded).emit("x");
          break;
      }
    });
    std::multiset<std::string> got;
    for (const auto& p : peers) {
      for (std::size_t n = p->received().size(); n > 0; --n) got.insert(p->id);
    }
    ASSERT_EQ(got, std::multiset<std::string>(expected.begin(), expected.end())) << "step " << step;

    if (step % 100 == 99) {  // one leaves, another comes
      const std::size_t gone = pick(peers.size());
      for (auto& [name, members] : model) members.erase(peers[gone]->id);
      w.on(0, [&] { sockets.erase(peers[gone]->id); });
      peers[gone] = nullptr;
      peers[gone] = std::make_unique<joined_peer>(w);
      model[peers[gone]->id] = {peers[gone]->id};
    }
  }
}

}  // namespace
}  // namespace webchats::socketio
