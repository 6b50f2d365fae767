#include "chat/presence.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "support.hpp"

namespace webchats::chat {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const user anna{{1}, "anna", "", ""};
const user ben{{2}, "ben", "", ""};
constexpr room_id hall{1};

std::vector<std::string> names(const std::vector<user>& people) {
  std::vector<std::string> found;
  for (const auto& each : people) found.push_back(each.name);
  return found;
}

class presence_test : public testing::Test {
 protected:
  /// Rooms that were told to have changed since the last call.
  std::vector<std::int64_t> told() {
    std::vector<std::int64_t> rooms;
    for (const auto& each : sink_.all) {
      if (const auto* one = std::get_if<presence_changed>(&each)) rooms.push_back(one->room.value);
    }
    sink_.all.clear();
    return rooms;
  }

  recording_sink sink_;
  presence presence_{sink_};
};

TEST_F(presence_test, takes_two_tabs_as_one_person) {
  auto first = presence_.connect(anna);
  auto second = presence_.connect(anna);
  first.enter(hall);
  EXPECT_THAT(names(presence_.snapshot(hall)), ElementsAre("anna"));
  EXPECT_THAT(told(), ElementsAre(1));
  second.enter(hall);
  first.leave(hall);
  EXPECT_THAT(names(presence_.snapshot(hall)), ElementsAre("anna"));
  EXPECT_THAT(told(), IsEmpty());
  second.leave(hall);
  EXPECT_THAT(presence_.snapshot(hall), IsEmpty());
  EXPECT_THAT(told(), ElementsAre(1));
}

TEST_F(presence_test, leaves_no_ghost_when_a_connection_ends) {
  {
    auto stay = presence_.connect(anna);
    stay.enter(hall);
    stay.enter({2});
  }
  EXPECT_THAT(*presence_.online(hall), IsEmpty());
  EXPECT_THAT(*presence_.online({2}), IsEmpty());
}

TEST_F(presence_test, counts_entering_twice_once) {
  auto stay = presence_.connect(anna);
  stay.enter(hall);
  stay.enter(hall);
  stay.leave(hall);
  EXPECT_THAT(*presence_.online(hall), IsEmpty());
  stay.leave(hall);
}

TEST_F(presence_test, hands_a_stay_on_when_it_is_moved) {
  auto stay = presence_.connect(anna);
  stay.enter(hall);
  auto moved = std::move(stay);
  EXPECT_TRUE(moved.in(hall));
  moved = presence_.connect(ben);
  EXPECT_THAT(*presence_.online(hall), IsEmpty());
}

TEST_F(presence_test, tells_a_storm_once_until_somebody_looks) {
  std::vector<presence::stay> stays;
  for (int i = 0; i < 100; ++i) {
    stays.push_back(presence_.connect({{i + 1}, std::to_string(i), "", ""}));
    stays.back().enter(hall);
  }
  EXPECT_THAT(told(), ElementsAre(1));
  EXPECT_EQ(presence_.snapshot(hall).size(), 100);
  stays.clear();
  EXPECT_THAT(told(), ElementsAre(1));
  EXPECT_THAT(presence_.snapshot(hall), IsEmpty());
}

TEST_F(presence_test, tells_that_the_last_one_left_and_that_somebody_came_back) {
  auto stay = presence_.connect(anna);
  stay.enter(hall);
  (void)presence_.snapshot(hall);
  (void)told();
  stay.leave(hall);
  EXPECT_THAT(told(), ElementsAre(1));
  stay.enter(hall);
  // Whatever was fetched in between, nobody is left with an old list: the list is out of date, so a notice is out.
  EXPECT_THAT(told(), ElementsAre(1));
  EXPECT_THAT(names(presence_.snapshot(hall)), ElementsAre("anna"));
}

TEST_F(presence_test, shows_a_new_name_at_once) {
  auto stay = presence_.connect(anna);
  stay.enter(hall);
  (void)presence_.snapshot(hall);
  (void)told();
  presence_.update({anna.id, "Anna", "/new", ""});
  presence_.update(ben);
  EXPECT_THAT(told(), ElementsAre(1));
  EXPECT_THAT(names(presence_.snapshot(hall)), ElementsAre("Anna"));
}

TEST_F(presence_test, lists_a_crowd_anew_only_when_it_changed_much_or_no_notice_is_out) {
  std::vector<presence::stay> stays;
  const auto come = [&](std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      stays.push_back(presence_.connect({{static_cast<std::int64_t>(stays.size()) + 1}, "p", "", ""}));
      stays.back().enter(hall);
    }
  };
  come(64);
  EXPECT_EQ(presence_.online(hall)->size(), 64);
  come(2);
  EXPECT_EQ(presence_.online(hall)->size(), 64);  // the notice that is out will tell of them
  come(1);
  EXPECT_EQ(presence_.online(hall)->size(), 67);
  come(1);
  EXPECT_EQ(presence_.online(hall)->size(), 67);
  EXPECT_EQ(presence_.snapshot(hall).size(), 68);
  EXPECT_EQ(presence_.online(hall)->size(), 68);
}

TEST_F(presence_test, is_right_after_many_threads_came_and_went) {
  class quiet final : public notice_sink {
   public:
    void publish(std::vector<notice>) noexcept override {}
  } sink;
  presence crowd(sink);
  auto stays = crowd.connect(anna);
  stays.enter(hall);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&crowd, t] {
      for (int i = 0; i < 500; ++i) {
        auto stay = crowd.connect({{i % 7 + 10}, std::to_string(t), "", ""});
        stay.enter(hall);
        stay.enter({i % 3 + 2});
        (void)crowd.snapshot(hall);
      }
    });
  }
  for (auto& each : threads) each.join();
  EXPECT_THAT(names(*crowd.online(hall)), ElementsAre("anna"));
  EXPECT_THAT(*crowd.online({2}), IsEmpty());
}

TEST_F(presence_test, takes_a_person_as_the_best_of_their_connections) {
  EXPECT_EQ(presence_.of(anna.id), availability::offline);
  auto desk = presence_.connect(anna);
  auto phone = presence_.connect(anna);
  EXPECT_EQ(presence_.connections_of(anna.id), 2);
  desk.say(availability::idle);
  EXPECT_EQ(presence_.of(anna.id), availability::online);
  phone.say(availability::dnd);
  EXPECT_EQ(presence_.of(anna.id), availability::dnd);
  phone.leave_all();
  EXPECT_EQ(presence_.of(anna.id), availability::idle);
  EXPECT_EQ(presence_.connections_of(anna.id), 1);
  desk = {};
  EXPECT_EQ(presence_.of(anna.id), availability::offline);
  EXPECT_EQ(presence_.of(ben.id), availability::offline);
}

TEST_F(presence_test, tells_of_a_person_only_what_changes) {
  const auto changes = [&] {
    const auto all = std::exchange(sink_.all, {});
    return std::ranges::count_if(all,
                                 [](const auto& each) { return std::holds_alternative<availability_changed>(each); });
  };
  auto desk = presence_.connect(anna);
  EXPECT_EQ(changes(), 1);
  auto phone = presence_.connect(anna);
  phone.say(availability::idle);
  EXPECT_EQ(changes(), 0);
  phone.leave_all();
  phone.leave_all();
  EXPECT_EQ(changes(), 0);
  auto renamed = presence_.connect({anna.id, "Anna", "", ""}, desk.said());
  desk = std::move(renamed);
  EXPECT_EQ(changes(), 0);
  desk.say(availability::idle);
  EXPECT_EQ(changes(), 1);
  desk = {};
  EXPECT_EQ(changes(), 1);
}

}  // namespace

}  // namespace webchats::chat
