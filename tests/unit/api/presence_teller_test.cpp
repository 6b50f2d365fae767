#include "api/presence_teller.hpp"

#include <gtest/gtest.h>

#include <future>
#include <mutex>

#include "net/loop_group.hpp"

namespace webchats::api {
namespace {

using std::chrono::milliseconds;

TEST(quiet_time, grows_with_the_square_of_the_people_and_ends) {
  EXPECT_EQ(quiet_time(0), milliseconds(0));
  EXPECT_EQ(quiet_time(2), milliseconds(0));
  EXPECT_EQ(quiet_time(100), milliseconds(50));
  EXPECT_EQ(quiet_time(1'000), milliseconds(5'000));
  EXPECT_EQ(quiet_time(1'000'000'000), std::chrono::minutes(10));
}

struct forwarding_sink final : chat::notice_sink {
  std::function<void(chat::presence_changed)> changed;
  void publish(std::vector<chat::notice> notices) noexcept override {
    for (const auto& one : notices) {
      if (const auto* moved = std::get_if<chat::presence_changed>(&one)) changed(*moved);
    }
  }
};

TEST(presence_teller, tells_a_crowd_together_when_the_quiet_time_is_over) {
  constexpr std::size_t crowd = 101;
  forwarding_sink sink;
  chat::presence people(sink);
  net::loop_group loops(1);
  std::vector<std::size_t> told;
  std::promise<void> complete;
  presence_teller teller(loops, people, [&](chat::room_id, const chat::gathering& now) {
    told.push_back(now.people.size());
    if (now.people.size() == crowd) complete.set_value();
    return told_of::all;
  });
  sink.changed = [&](chat::presence_changed one) { loops[0].post([&teller, one] { teller.changed(one); }); };

  std::vector<chat::presence::stay> stays;
  loops[0].post([&] {
    for (std::int64_t id = 1; id < static_cast<std::int64_t>(crowd); ++id) {
      stays.push_back(people.connect({{id}, "p", ""}));
      stays.back().enter({1});
    }
    // Behind the notice of the first, so that the last finds a quiet room.
    loops[0].post([&] {
      stays.push_back(people.connect({{static_cast<std::int64_t>(crowd)}, "p", ""}));
      stays.back().enter({1});
    });
  });
  loops.start();
  complete.get_future().wait();
  loops.stop();
  EXPECT_EQ(told, (std::vector<std::size_t>{crowd - 1, crowd}));
  sink.changed = [](chat::presence_changed) {};
}

TEST(presence_teller, tells_who_turned_away_once_when_they_have_settled_and_the_rest_later) {
  forwarding_sink sink;
  chat::presence people(sink);
  net::loop_group loops(1);
  std::vector<chat::gathering> told;
  std::promise<void> complete;
  presence_teller teller(loops, people, [&](chat::room_id, const chat::gathering& now) {
    told.push_back(now);
    if (now.news == chat::presence_news::nothing) complete.set_value();
    return now.news == chat::presence_news::moods ? told_of::some : told_of::all;
  });
  sink.changed = [&](chat::presence_changed one) { loops[0].post([&teller, one] { teller.changed(one); }); };

  chat::presence::stay stay;
  loops[0].post([&] {
    stay = people.connect({{1}, "p", ""});
    stay.enter({1});
    // Behind the notice of that.
    loops[0].post([&] {
      for (const auto said : {chat::availability::idle, chat::availability::online, chat::availability::dnd}) {
        stay.say(said);
      }
    });
  });
  loops.start();
  complete.get_future().wait();
  loops.stop();
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0].here, std::vector{chat::availability::online});
  EXPECT_EQ(told[1].here, std::vector{chat::availability::dnd});
  EXPECT_EQ(told[2].here, std::vector{chat::availability::dnd});
  sink.changed = [](chat::presence_changed) {};
}

}  // namespace
}  // namespace webchats::api
