#include "app/bench_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace webchats::app {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

load::figures rate(std::uint64_t per_second, std::chrono::milliseconds server_cpu) {
  load::figures found;
  found.operations = per_second;
  found.wall = 1s;
  found.server_cpu = server_cpu;
  found.latencies.add(2ms);
  return found;
}

machine_figures some_machine(std::chrono::milliseconds saturated_cpu) {
  return {.members = 1'000,
          .askers = 200,
          .idle = 5'000,
          .idle_bytes = 5'000'000,
          .paced = rate(312'345, 900ms),
          .saturated = rate(2'345'678, saturated_cpu),
          .echo = rate(80'000, 900ms),
          .connects = rate(12'000, 900ms)};
}

TEST(bench_report, says_in_both_languages_what_the_figures_mean) {
  const std::string english = report(some_machine(950ms), language::en);
  EXPECT_THAT(english, HasSubstr("2,345,678 deliveries/s"));
  EXPECT_THAT(english, HasSubstr("1,000 bytes each"));
  EXPECT_THAT(english, HasSubstr("about 310,000 people"));
  EXPECT_THAT(english, HasSubstr("about 2,300 messages a second"));
  const std::string chinese = report(some_machine(950ms), language::zh);
  EXPECT_THAT(chinese, HasSubstr("310,000 人"));
  EXPECT_THAT(chinese, HasSubstr("每秒约 2,300 条消息"));
}

TEST(bench_report, a_server_that_waited_for_the_load_client_is_said_to_carry_more) {
  EXPECT_THAT(report(some_machine(500ms), language::en), HasSubstr("busy 50 % of the time"));
  EXPECT_THAT(report(some_machine(950ms), language::en), Not(HasSubstr("busy")));
}

TEST(bench_report, a_limit_is_told_apart_from_a_server_of_another_kind) {
  load::visit_plan plan;
  plan.where.host = "localhost:80";
  using enum load::loss::cause;
  EXPECT_THAT(explain({.why = http, .words = "429 Too Many Requests"}, plan, language::en),
              HasSubstr("limit per address"));
  EXPECT_THAT(explain({.why = http, .words = "503 Full"}, plan, language::en), HasSubstr("503 Full"));
  EXPECT_THAT(explain({.why = http, .words = "404 Not Found"}, plan, language::en), HasSubstr("no Socket.IO server"));
  EXPECT_THAT(explain({.why = turned_away, .words = ""}, plan, language::en), HasSubstr("no more connections"));
}

TEST(bench_report, about_keeps_two_digits) {
  EXPECT_EQ(about(0), 0U);
  EXPECT_EQ(about(99.4), 99U);
  EXPECT_EQ(about(215'674), 220'000U);
  EXPECT_EQ(about(9'960), 10'000U);
}

}  // namespace
}  // namespace webchats::app
