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
using namespace std::chrono_literals;

const user anna{{1}, "anna", "", ""};
const user ben{{2}, "ben", "", ""};
constexpr room_id hall{1};

std::vector<std::string> names(const std::vector<user>& people) {
  std::vector<std::string> found;
  for (const auto& each : people) found.push_back(each.name);
  return found;
}

std::vector<std::string> names(const gathering& seen) { return names(seen.people); }

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
  EXPECT_THAT(presence_.snapshot(hall).people, IsEmpty());
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
  EXPECT_EQ(presence_.snapshot(hall).people.size(), 100);
  stays.clear();
  EXPECT_THAT(told(), ElementsAre(1));
  EXPECT_THAT(presence_.snapshot(hall).people, IsEmpty());
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
  EXPECT_EQ(presence_.snapshot(hall).people.size(), 68);
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

TEST_F(presence_test, tells_a_room_who_turns_away_and_back) {
  auto desk = presence_.connect(anna);
  desk.enter(hall);
  (void)presence_.snapshot(hall);
  (void)told();
  desk.say(availability::idle);
  EXPECT_THAT(told(), ElementsAre(1));
  desk.say(availability::dnd);
  EXPECT_THAT(told(), IsEmpty()) << "a notice is out";
  auto seen = presence_.snapshot(hall);
  EXPECT_EQ(seen.news, presence_news::moods);
  EXPECT_THAT(seen.here, ElementsAre(availability::dnd));
  EXPECT_EQ(presence_.snapshot(hall).news, presence_news::nothing);
  auto phone = presence_.connect(anna);
  EXPECT_THAT(told(), ElementsAre(1)) << "back with another connection, in whatever rooms that is";
  EXPECT_THAT(presence_.snapshot(hall).here, ElementsAre(availability::online));
  phone.leave_all();
  EXPECT_THAT(presence_.snapshot(hall).here, ElementsAre(availability::dnd));
}

TEST_F(presence_test, does_not_keep_back_who_comes_for_who_turns_away) {
  auto desk = presence_.connect(anna);
  desk.enter(hall);
  (void)presence_.snapshot(hall);
  (void)told();
  desk.say(availability::idle);
  auto other = presence_.connect(ben);
  other.enter(hall);
  EXPECT_THAT(told(), ElementsAre(1, 1));
  other.say(availability::idle);
  EXPECT_THAT(told(), IsEmpty());
  const auto seen = presence_.snapshot(hall);
  EXPECT_EQ(seen.news, presence_news::people);
  EXPECT_THAT(seen.here, ElementsAre(availability::idle, availability::idle));
}

TEST_F(presence_test, shows_a_person_as_they_chose_on_all_their_connections) {
  auto desk = presence_.connect(anna, {chosen_presence::dnd, instant(10ms)});
  auto phone = presence_.connect(anna);
  EXPECT_EQ(presence_.of(anna.id), availability::dnd);
  EXPECT_FALSE(presence_.is_away(anna.id));
  presence_.choose(anna.id, {chosen_presence::idle, instant(20ms)});
  EXPECT_EQ(presence_.of(anna.id), availability::idle);
  EXPECT_TRUE(presence_.is_away(anna.id));
  presence_.choose(anna.id, {chosen_presence::online, instant(30ms)});
  EXPECT_EQ(presence_.of(anna.id), availability::online);
  desk = {};
  phone = {};
  EXPECT_EQ(presence_.of(anna.id), availability::offline);
  EXPECT_TRUE(presence_.is_away(anna.id));
}

TEST_F(presence_test, has_nobody_who_is_invisible_whatever_is_asked) {
  auto desk = presence_.connect(anna, {chosen_presence::invisible, instant(10ms)});
  desk.enter(hall);
  desk.say(availability::idle);
  desk.say(availability::online);
  presence_.update({anna.id, "Anna", "", ""});
  EXPECT_TRUE(sink_.all.empty());
  EXPECT_EQ(presence_.of(anna.id), availability::offline);
  EXPECT_EQ(presence_.count(hall), 0);
  EXPECT_THAT(*presence_.online(hall), IsEmpty());
  EXPECT_THAT(presence_.snapshot(hall).people, IsEmpty());
  EXPECT_FALSE(presence_.is_away(anna.id)) << "what is pushed is their own matter";
  desk.leave(hall);
  EXPECT_TRUE(sink_.all.empty());
}

TEST_F(presence_test, lets_somebody_vanish_and_come_back) {
  auto desk = presence_.connect(anna);
  auto other = presence_.connect(ben);
  desk.enter(hall);
  other.enter(hall);
  EXPECT_THAT(names(*presence_.online(hall)), ElementsAre("anna", "ben"));
  (void)presence_.snapshot(hall);
  (void)told();
  presence_.choose(anna.id, {chosen_presence::invisible, instant(20ms)});
  EXPECT_THAT(names(*presence_.online(hall)), ElementsAre("ben"));
  EXPECT_THAT(told(), ElementsAre(1));
  EXPECT_THAT(names(presence_.snapshot(hall)), ElementsAre("ben"));
  auto phone = presence_.connect(anna, {chosen_presence::online, instant(10ms)});
  phone.enter(hall);
  EXPECT_EQ(presence_.count(hall), 1) << "what the phone knows is older";
  desk = {};
  EXPECT_EQ(presence_.count(hall), 1);
  presence_.choose(anna.id, {chosen_presence::online, instant(30ms)});
  EXPECT_THAT(names(presence_.snapshot(hall)), ElementsAre("anna", "ben"));
  phone = {};
  EXPECT_THAT(names(presence_.snapshot(hall)), ElementsAre("ben"));
}

TEST_F(presence_test, remembers_a_choice_for_connections_that_know_an_older_one) {
  presence_.choose(anna.id, {chosen_presence::invisible, instant(20ms)});
  auto late = presence_.connect(anna, {chosen_presence::online, instant(10ms)});
  late.enter(hall);
  EXPECT_EQ(presence_.of(anna.id), availability::offline);
  presence_.choose(anna.id, {chosen_presence::online, instant(15ms)});
  EXPECT_EQ(presence_.of(anna.id), availability::offline);
  EXPECT_EQ(presence_.count(hall), 0);
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
  auto renamed = presence_.connect({anna.id, "Anna", "", ""}, {}, desk.said());
  desk = std::move(renamed);
  EXPECT_EQ(changes(), 0);
  desk.say(availability::idle);
  EXPECT_EQ(changes(), 1);
  desk = {};
  EXPECT_EQ(changes(), 1);
}

}  // namespace

}  // namespace webchats::chat
