#include "net/loop.hpp"

#include <stdexcept>
#include <string>
#include <vector>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "loop_fixture.hpp"
#include "net/deadline.hpp"
#include "net/task_group.hpp"

namespace webchats::net {
namespace {

using namespace std::chrono_literals;

/// Runs `first` as the first task of a loop on this thread until something calls `stop`.
void run_loop(loop& owner, std::function<void()> first) {
  owner.post(std::move(first));
  owner.run();
}

TEST(loop, runs_posted_tasks_in_order_and_knows_itself) {
  loop owner(7);
  std::string order;
  EXPECT_EQ(loop::current(), nullptr);
  owner.post([&] {
    EXPECT_EQ(loop::current(), &owner);
    owner.post([&] { order += 'd'; });
    owner.post([&] {
      order += 'e';
      owner.stop();
    });
    order += 'a';
  });
  owner.post([&] { order += 'b'; });
  owner.post([&] { order += 'c'; });
  owner.run();
  EXPECT_EQ(order, "abcde");
  EXPECT_EQ(owner.index(), 7U);
  EXPECT_EQ(loop::current(), nullptr);
}

TEST(loop, runs_turn_end_tasks_after_what_was_ready) {
  loop owner(0);
  std::string order;
  run_loop(owner, [&] {
    owner.at_turn_end([&] {
      order += 'c';
      owner.at_turn_end([&] { order += 'd'; });
    });
    order += 'a';
    owner.post([&] { order += 'b'; });
    owner.stop();
  });
  EXPECT_EQ(order, "abcd");
}

TEST(loop, survives_a_task_that_throws) {
  std::vector<std::string> lines;
  base::set_log_sink([&](base::log_level, std::string_view line) { lines.emplace_back(line); });
  loop owner(0);
  bool later = false;
  owner.post([] { throw std::runtime_error("a bug"); });
  run_loop(owner, [&] {
    later = true;
    owner.stop();
  });
  base::set_log_sink({});
  EXPECT_TRUE(later);
  EXPECT_EQ(lines, std::vector<std::string>{"loop: a bug"});
}

TEST(loop, time_stands_still_within_a_turn) {
  loop owner(0);
  run_loop(owner, [&] {
    const steady_time first = owner.now();
    EXPECT_LE(first, std::chrono::steady_clock::now());
    while (std::chrono::steady_clock::now() == first) {
    }
    EXPECT_EQ(owner.now(), first);
    owner.stop();
  });
}

TEST(loop, tasks_posted_from_other_threads_keep_their_order) {
  loop_group loops(1);
  constexpr int count = 10'000;
  std::vector<int> last(4, -1);
  std::atomic<int> left = 4 * count;
  std::promise<void> all;
  loops.start();
  std::vector<std::thread> senders;
  for (std::size_t sender = 0; sender < last.size(); ++sender) {
    senders.emplace_back([&, sender] {
      for (int i = 0; i < count; ++i) {
        loops[0].post([&, sender, i] {
          EXPECT_EQ(last[sender], i - 1);
          last[sender] = i;
          if (--left == 0) all.set_value();
        });
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  all.get_future().wait();
}

TEST(loop_group, drops_tasks_that_post_to_another_loop_when_they_go) {
  struct goodbye {
    loop& other;
    ~goodbye() {
      other.post([] {});
    }
  };
  loop_group loops(2);
  for (std::size_t from = 0; from < loops.size(); ++from) {
    loops[from].post([kept = std::make_shared<goodbye>(loops[1 - from])] {});
  }
}

struct noting : deadline {
  explicit noting(std::function<void()> action) : action_(std::move(action)) {}
  void on_deadline() override { action_(); }
  std::function<void()> action_;
};

TEST(deadline_queue, calls_in_the_order_of_arming_and_never_early) {
  loop owner(0);
  deadline_queue queue(owner, 30ms);
  std::string order;
  const auto start = std::chrono::steady_clock::now();
  noting a([&] { order += 'a'; });
  noting b([&] { order += 'b'; });
  noting c([&] {
    order += 'c';
    owner.stop();
  });
  run_loop(owner, [&] {
    queue.arm(b);
    queue.arm(a);
    queue.arm(c);
    queue.arm(a);  // again: it goes to the end
    queue.arm(c);
    EXPECT_TRUE(a.armed());
  });
  EXPECT_EQ(order, "bac");
  EXPECT_FALSE(a.armed());
  EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
}

TEST(deadline_queue, leaves_out_what_was_disarmed_or_destroyed) {
  loop owner(0);
  deadline_queue queue(owner, 10ms);
  deadline_queue later(owner, 40ms);
  noting disarmed([] { ADD_FAILURE() << "it was disarmed"; });
  auto destroyed = std::make_unique<noting>([] { ADD_FAILURE() << "it was destroyed"; });
  noting last([&] { owner.stop(); });
  run_loop(owner, [&] {
    queue.arm(disarmed);
    queue.arm(*destroyed);
    later.arm(last);
    deadline_queue::disarm(disarmed);
    deadline_queue::disarm(disarmed);
    destroyed.reset();
  });
  EXPECT_FALSE(disarmed.armed());
}

TEST(deadline_queue, an_entry_may_arm_itself_again_and_destroy_others) {
  loop owner(0);
  deadline_queue queue(owner, 10ms);
  int rounds = 0;
  auto victim = std::make_unique<noting>([] { ADD_FAILURE() << "it was destroyed in time"; });
  std::unique_ptr<noting> again;
  again = std::make_unique<noting>([&] {
    victim.reset();
    if (++rounds == 3) return owner.stop();
    queue.arm(*again);
  });
  run_loop(owner, [&] {
    queue.arm(*again);
    queue.arm(*victim);
  });
  EXPECT_EQ(rounds, 3);
}

TEST(deadline_queue, a_short_queue_is_not_held_up_by_a_long_one) {
  loop owner(0);
  deadline_queue longer(owner, 1h);
  deadline_queue shorter(owner, 10ms);
  noting never([] { ADD_FAILURE() << "an hour has not passed"; });
  noting soon([&] { owner.stop(); });
  run_loop(owner, [&] {
    longer.arm(never);
    owner.post([&] { shorter.arm(soon); });
  });
}

boost::asio::awaitable<void> fail_later(loop& owner) {
  boost::asio::steady_timer timer(owner.context(), 1ms);
  co_await timer.async_wait(boost::asio::use_awaitable);
  throw std::runtime_error("gave\nup");
}

boost::asio::awaitable<void> wait_for_ever(loop& owner) {
  boost::asio::steady_timer timer(owner.context(), 1h);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

TEST(task_group, catches_logs_and_reports_what_a_coroutine_throws) {
  std::vector<std::string> lines;
  base::set_log_sink([&](base::log_level, std::string_view line) { lines.emplace_back(line); });
  loop owner(0);
  task_group tasks(owner, "part");
  std::string reported;
  run_loop(owner, [&] {
    tasks.spawn(fail_later(owner), [&](std::exception_ptr error) {
      reported = describe(std::move(error));
      EXPECT_EQ(tasks.size(), 0U);
      owner.stop();
    });
    EXPECT_EQ(tasks.size(), 1U);
  });
  base::set_log_sink({});
  EXPECT_EQ(reported, "gave\nup");
  EXPECT_EQ(lines, std::vector<std::string>{"part: gave\\x0aup"});
}

TEST(task_group, cancels_what_runs_when_it_ends) {
  loop owner(0);
  run_loop(owner, [&] {
    auto tasks = std::make_shared<task_group>(owner, "part");
    for (int i = 0; i < 3; ++i) {
      tasks->spawn(wait_for_ever(owner), [&, i](const std::exception_ptr&) {
        if (i == 2) owner.stop();
      });
    }
    owner.post([tasks]() mutable { tasks.reset(); });
  });
}

}  // namespace
}  // namespace webchats::net
