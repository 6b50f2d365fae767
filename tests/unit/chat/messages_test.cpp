#include "chat/messages.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <boost/asio/executor_work_guard.hpp>

#include "chat/image_meeting.hpp"
#include "memory_repository.hpp"
#include "support.hpp"

namespace webchats::chat {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr user_id anna{1};

class messages_test : public testing::Test {
 protected:
  static draft say(std::string text) {
    return {.room = {1}, .client_id = "c1", .text = std::move(text), .attachments = {}};
  }
  std::vector<std::int64_t> page(std::int64_t number, std::size_t size, std::optional<seq_no> newest = {}) {
    std::vector<std::int64_t> seqs;
    for (const auto& each : wait(messages_.numbered(anna, {1}, number, size, newest))->messages) {
      seqs.push_back(each.seq.value);
    }
    return seqs;
  }

  fake_clock clock_;
  limits limits_;
  memory_messages repository_;
  recording_sink sink_;
  presence presence_{sink_};
  messages messages_{repository_, presence_, clock_, limits_};
};

TEST_F(messages_test, stores_the_text_unchanged_with_the_servers_time) {
  ASSERT_TRUE(wait(messages_.post(anna, say("  <b>&lt;  "))));
  EXPECT_EQ(repository_.sent_.at(0).text, "  <b>&lt;  ");
  EXPECT_EQ(repository_.sent_.at(0).time, clock_.now());
}

TEST_F(messages_test, stores_nothing_of_what_breaks_a_rule) {
  EXPECT_TRUE(is_invalid(wait(messages_.post(anna, say(" "))), field::text, rule::required));
  EXPECT_TRUE(is_invalid(wait(messages_.post(anna, say("\xFF"))), field::text, rule::encoding));
  EXPECT_TRUE(is_invalid(wait(messages_.post(anna, {.room = {1}, .client_id = "", .text = "x", .attachments = {}})),
                         field::client_id, rule::required));
  EXPECT_TRUE(is_invalid(
      wait(messages_.post(anna, {.room = {1}, .client_id = "c", .text = "x", .attachments = {{"f"}, {"f"}}})),
      field::attachments, rule::unknown));
  EXPECT_TRUE(repository_.sent_.empty());
}

TEST_F(messages_test, bounds_the_rate_of_one_person_and_not_of_another) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(wait(messages_.post(anna, say("x"))));
  EXPECT_TRUE(refused<rate_limited>(wait(messages_.post(anna, say("x")))));
  EXPECT_TRUE(wait(messages_.post({2}, say("x"))));
  clock_.advance(200ms);
  EXPECT_TRUE(wait(messages_.post(anna, say("x"))));
  EXPECT_TRUE(refused<rate_limited>(wait(messages_.post(anna, say("x")))));
}

TEST_F(messages_test, bounds_a_page) {
  EXPECT_TRUE(is_invalid(wait(messages_.history(anna, {1}, {{}, {}, 0})), field::limit, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(messages_.history(anna, {1}, {{}, {}, 101})), field::limit, rule::out_of_range));
  EXPECT_TRUE(is_invalid(wait(messages_.history(anna, {1}, {seq_no{-1}, {}, 10})), field::seq, rule::out_of_range));
  EXPECT_TRUE(wait(messages_.history(anna, {1}, {seq_no{7}, {}, 100})));
  EXPECT_EQ(repository_.asked.before, seq_no{7});
}

TEST_F(messages_test, numbers_pages_from_the_newest_ascending_inside) {
  repository_.last = 7;
  EXPECT_THAT(page(1, 3), ElementsAre(5, 6, 7));
  EXPECT_THAT(page(2, 3), ElementsAre(2, 3, 4));
  EXPECT_THAT(page(3, 3), ElementsAre(1));
  EXPECT_THAT(page(4, 3), ElementsAre());
  EXPECT_EQ(wait(messages_.numbered(anna, {1}, 1, 3))->total, 7);
}

TEST_F(messages_test, does_not_shift_pages_by_what_came_after_the_first) {
  repository_.last = 9;
  EXPECT_THAT(page(2, 3, seq_no{7}), ElementsAre(2, 3, 4));
  EXPECT_THAT(page(1, 3, seq_no{100}), ElementsAre(7, 8, 9));
  EXPECT_THAT(page(1, 3, seq_no{0}), ElementsAre(7, 8, 9));
}

TEST_F(messages_test, numbers_no_page_below_one_and_survives_the_largest) {
  repository_.last = 7;
  EXPECT_FALSE(wait(messages_.numbered(anna, {1}, 0, 20)));
  EXPECT_FALSE(wait(messages_.numbered(anna, {1}, -1, 20)));
  EXPECT_THAT(page(std::numeric_limits<std::int64_t>::max(), 100), ElementsAre());
  repository_.last = 0;
  EXPECT_THAT(page(1, 20), ElementsAre());
}

class image_meeting_test : public testing::Test {
 protected:
  outcome<appended> arrive(image_half half, std::string bytes = "image bytes") {
    return wait(meeting_.arrive(anna, {1}, half, std::move(bytes)));
  }

  fake_clock clock_;
  limits limits_;
  memory_messages repository_;
  memory_images images_;
  image_meeting meeting_{repository_, images_, clock_, limits_};
};

TEST_F(image_meeting_test, makes_one_image_of_two_halves_in_either_order) {
  for (const auto first : {image_half::upload, image_half::message}) {
    const auto second = first == image_half::upload ? image_half::message : image_half::upload;
    const int before = repository_.images;
    EXPECT_EQ(arrive(first)->what, appended::novelty::first);
    EXPECT_EQ(arrive(second)->what, appended::novelty::repeated);
    EXPECT_EQ(repository_.images, before + 1);
  }
  EXPECT_EQ(images_.stored, 2);
}

TEST_F(image_meeting_test, encodes_once_when_both_halves_arrive_at_the_same_time) {
  std::vector<flow<appended>> both;
  both.push_back(meeting_.arrive(anna, {1}, image_half::upload, "image bytes"));
  both.push_back(meeting_.arrive(anna, {1}, image_half::message, "image bytes"));
  for (const auto& each : wait_all(std::move(both))) EXPECT_TRUE(each);
  EXPECT_EQ(repository_.images, 1);
  EXPECT_EQ(images_.stored, 1);
}

TEST_F(image_meeting_test, does_not_wait_for_a_half_for_ever) {
  ASSERT_TRUE(arrive(image_half::upload));
  clock_.advance(limits_.image_meeting + 1s);
  EXPECT_EQ(arrive(image_half::message)->what, appended::novelty::first);
}

TEST_F(image_meeting_test, keeps_other_images_apart) {
  ASSERT_TRUE(arrive(image_half::upload, "image one"));
  EXPECT_EQ(arrive(image_half::message, "image two")->what, appended::novelty::first);
}

TEST_F(image_meeting_test, stores_nothing_of_what_is_no_image) {
  EXPECT_TRUE(refused<unsupported>(arrive(image_half::upload, "<html>")));
  EXPECT_TRUE(is_invalid(arrive(image_half::upload, ""), field::file, rule::required));
  EXPECT_EQ(repository_.images, 0);
}

TEST_F(image_meeting_test, forgets_the_picture_when_the_row_cannot_be_stored) {
  repository_.broken = true;
  EXPECT_TRUE(refused<unavailable>(arrive(image_half::upload)));
  EXPECT_EQ(images_.removed, 1);
}

TEST(turnstile_test, lets_one_at_a_time_through_and_bounds_the_line) {
  turnstile gate(1, 10);
  boost::asio::io_context loop;
  auto open = boost::asio::make_work_guard(loop);
  std::vector<std::string> events;
  std::optional<turnstile::pass> held;
  const auto enter = [&](const char* name, std::optional<turnstile::pass>* keep) {
    boost::asio::co_spawn(
        loop,
        [](turnstile& at, std::vector<std::string>& told, std::string who,
           std::optional<turnstile::pass>* kept) -> boost::asio::awaitable<void> {
          auto turn = co_await at.enter("key");
          told.push_back(who + (turn ? " in" : " refused"));
          if (turn && kept) kept->emplace(std::move(*turn));
        }(gate, events, name, keep),
        [](std::exception_ptr) {});
  };
  enter("one", &held);
  loop.poll();
  enter("two", nullptr);
  enter("three", nullptr);
  loop.poll();
  EXPECT_THAT(events, ElementsAre("one in", "three refused"));
  held.reset();
  open.reset();
  loop.run();
  EXPECT_THAT(events, ElementsAre("one in", "three refused", "two in"));
}

TEST(rate_limiter_test, remembers_a_bounded_number_of_keys) {
  rate_limiter<user_id> limiter({1, 2}, 100);
  fake_clock clock;
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_FALSE(limiter.refuse({i}, clock.steady()));
    EXPECT_LE(limiter.size(), 101);
  }
}

}  // namespace

}  // namespace webchats::chat
