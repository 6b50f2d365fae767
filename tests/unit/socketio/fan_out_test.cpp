#include "socketio/fan_out.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>

#include "net/loop.hpp"
#include "socketio/fan_out_pace.hpp"
#include "socketio/room.hpp"
#include "unit/engineio/fake_host.hpp"

namespace webchats::socketio {
namespace {

using namespace std::chrono_literals;
using net::departure;

/// A room of 100 places, all of the same client, and a pace of 15 ms.
class a_room : public testing::Test {
 protected:
  a_room() {
    f_.open_by_websocket(socket_);
    list_.members.assign(100, {.session = f_.self.get(), .owner = nullptr, .form = wire_form::json});
    list_.outlet = std::make_unique<fan_out>(list_, quiet_, pace_);
  }

  departure say(net::steady_time now, std::size_t bytes = 64) {
    const departure when = list_.outlet->admit(now, bytes);
    if (when == departure::later) list_.outlet->given();
    return when;
  }
  [[nodiscard]] int hastened() { return socket_.hastened; }

  engineio::fake_websocket socket_;
  engineio::session_fixture f_;
  net::loop loop_{0};
  net::deadline_queue quiet_{loop_, 1s};
  fan_out_pace pace_{loop_, 15ms};
  room list_{.name = "r", .members = {}, .outlet = {}};
  const net::steady_time start_ = net::steady_time{} + 1h;
};

TEST_F(a_room, lets_the_first_after_a_pause_leave_at_once) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(say(start_ + i * 50ms), departure::turn_end);
}

TEST_F(a_room, holds_what_follows_closely) {
  EXPECT_EQ(say(start_), departure::turn_end);
  EXPECT_EQ(say(start_), departure::turn_end) << "it leaves with the first";
  EXPECT_EQ(say(start_ + 5ms), departure::later);
  EXPECT_EQ(say(start_ + 10ms), departure::later);
  EXPECT_TRUE(list_.outlet->holds());
  EXPECT_EQ(list_.outlet->due(), start_ + 15ms);
  EXPECT_EQ(hastened(), 0);
}

TEST_F(a_room, goes_on_holding_while_that_brings_messages_together) {
  say(start_);
  for (int round = 1; round < 10; ++round) {
    const net::steady_time now = start_ + round * 15ms;
    EXPECT_EQ(say(now - 10ms), departure::later);
    EXPECT_EQ(say(now - 5ms), departure::later);
    pace_.forget(*list_.outlet);
    list_.outlet->release(now);
    EXPECT_EQ(hastened(), 100 * round);
  }
}

TEST_F(a_room, does_not_make_those_wait_again_who_wait_for_the_last_answer) {
  say(start_);
  EXPECT_EQ(say(start_ + 2ms), departure::later);
  pace_.forget(*list_.outlet);
  list_.outlet->release(start_ + 15ms);  // nobody else came
  for (auto at = 17ms; at < 139ms; at += 2ms) EXPECT_EQ(say(start_ + at), departure::turn_end);
  EXPECT_EQ(say(start_ + 142ms), departure::later) << "it tries again";
  pace_.forget(*list_.outlet);
  list_.outlet->release(start_ + 153ms);
  EXPECT_EQ(say(start_ + 153ms + 240ms), departure::turn_end) << "after a longer rest";
}

TEST_F(a_room, lets_go_when_enough_have_come) {
  say(start_);
  for (int i = 0; i < 15; ++i) EXPECT_EQ(say(start_ + 1ms), departure::later);
  EXPECT_EQ(hastened(), 0);
  say(start_ + 2ms);
  EXPECT_EQ(hastened(), 100);
  EXPECT_FALSE(list_.outlet->holds());
}

TEST_F(a_room, lets_go_when_it_is_much) {
  say(start_);
  say(start_ + 1ms, 20'000);
  EXPECT_EQ(hastened(), 100);
}

TEST_F(a_room, holds_nothing_when_it_is_small) {
  list_.members.resize(fan_out::fewest_to_wait - 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(say(start_ + i * 1ms), departure::turn_end);
}

TEST_F(a_room, holds_nothing_without_a_pace) {
  fan_out_pace none(loop_, 0ms);
  fan_out outlet(list_, quiet_, none);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(outlet.admit(start_ + i * 1ms, 64), departure::turn_end);
}

TEST_F(a_room, is_let_go_in_time) {
  const net::steady_time now = std::chrono::steady_clock::now();
  say(now);
  say(now + 1ms);
  const std::function<void()> look = [&] {
    if (hastened() != 0 || std::chrono::steady_clock::now() > now + 10s) return loop_.stop();
    loop_.post(look);
  };
  loop_.post(look);
  loop_.run();
  EXPECT_EQ(hastened(), 100);
  EXPECT_FALSE(list_.outlet->holds());
}

}  // namespace
}  // namespace webchats::socketio
