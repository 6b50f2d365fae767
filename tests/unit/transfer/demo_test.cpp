#include "transfer/demo.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "chat/name_look.hpp"
#include "scratch.hpp"
#include "transfer/demo_talk.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

TEST(demo_people, have_names_and_addresses_of_their_own) {
  std::set<std::string> names;
  std::set<std::string> emails;
  for (std::size_t nth = 0; nth < 1'000; ++nth) {
    const auto who = nth_person(nth);
    EXPECT_TRUE(names.insert(chat::name_look(who.name)).second) << who.name;
    EXPECT_TRUE(emails.insert(who.email).second) << who.email;
  }
}

TEST(demo, of_a_few_people_moves_to_another_place) {
  const scratch first;
  const scratch second;
  const auto made = fill_demo(first.here(), {.people = 3, .rooms = 6, .messages = 120, .password = "demo demo"}, quiet);
  EXPECT_EQ(made.people, 3U);
  EXPECT_EQ(made.rooms, 6U);
  EXPECT_GT(made.pictures, 3U);
  const auto lines = exported(first.here());
  EXPECT_EQ(imported(second.here(), lines).people, 3U);
  EXPECT_EQ(exported(second.here()), lines);
  EXPECT_THROW((void)fill_demo(first.here(), {.password = "demo demo"}, quiet), failure);
}

TEST(demo, may_be_silent) {
  const scratch dir;
  EXPECT_EQ(fill_demo(dir.here(), {.people = 3, .rooms = 2, .messages = 0, .password = "demo demo"}, quiet).messages,
            0U);
}

}  // namespace webchats::transfer
