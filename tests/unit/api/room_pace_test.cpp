#include "api/room_pace.hpp"

#include <gtest/gtest.h>

#include <future>
#include <utility>

#include "net/loop_group.hpp"

namespace webchats::api {
namespace {

using std::chrono::milliseconds;

TEST(gap_time, comes_with_a_crowd_and_ends) {
  EXPECT_EQ(gap_time(0), milliseconds(0));
  EXPECT_EQ(gap_time(199), milliseconds(0));
  EXPECT_EQ(gap_time(1'000), milliseconds(5));
  EXPECT_EQ(gap_time(1'000'000'000), milliseconds(10));
}

struct quiet_sink final : chat::notice_sink {
  void publish(std::vector<chat::notice>) noexcept override {}
};

chat::notice message(std::int64_t room, std::int64_t seq) {
  chat::message said{};
  said.room = {room};
  said.seq = {seq};
  return chat::message_posted{std::move(said)};
}

/// A loop on which a room of 10,000 people, number 1, and an empty one, number 2, get their notices.
class room_pace_of_a_crowd : public testing::Test {
 protected:
  room_pace_of_a_crowd() {
    for (std::int64_t id = 1; id <= 10'000; ++id) {
      stays_.push_back(people_.connect({{id}, "p", ""}));
      stays_.back().enter({1});
    }
  }
  ~room_pace_of_a_crowd() override { loops_.stop(); }

  void pass(std::int64_t room, std::int64_t seq) { pace_.pass({room}, message(room, seq)); }

  using told = std::pair<std::int64_t, std::int64_t>;
  quiet_sink sink_;
  chat::presence people_{sink_};
  std::vector<chat::presence::stay> stays_;
  net::loop_group loops_{1};
  std::vector<told> told_;  ///< room and seq
  std::promise<void> complete_;
  room_pace pace_{loops_, people_, [this](const chat::notice& one) {
                    const auto& said = std::get<chat::message_posted>(one).message;
                    told_.emplace_back(said.room.value, said.seq.value);
                    if (told_.size() == 6) complete_.set_value();
                  }};
};

TEST_F(room_pace_of_a_crowd, holds_what_comes_at_once_and_keeps_its_order_while_others_pass) {
  std::vector<told> at_once;
  loops_[0].post([&] {
    for (const std::int64_t seq : {1, 2, 3}) {
      pass(1, seq);
      pass(2, seq);
    }
    at_once = told_;
  });
  loops_.start();
  complete_.get_future().wait();
  EXPECT_EQ(at_once, (std::vector<told>{{1, 1}, {2, 1}, {2, 2}, {2, 3}}));
  EXPECT_EQ(told_, (std::vector<told>{{1, 1}, {2, 1}, {2, 2}, {2, 3}, {1, 2}, {1, 3}}));
}

TEST_F(room_pace_of_a_crowd, begins_a_new_gap_with_what_it_held) {
  std::promise<bool> passed;
  loops_[0].post([&] {
    pass(1, 1);
    pass(1, 2);
    pass(1, 3);
  });
  loops_.start();
  const auto wait_for_three = [&](auto self) -> void {
    if (told_.size() < 3) return loops_[0].post([&, self] { self(self); });
    pass(1, 4);  // the held ones have just left
    const auto gap_begins = told_.size();
    passed.set_value(gap_begins == 3);
  };
  loops_[0].post([&] { wait_for_three(wait_for_three); });
  EXPECT_TRUE(passed.get_future().get());
}

}  // namespace
}  // namespace webchats::api
