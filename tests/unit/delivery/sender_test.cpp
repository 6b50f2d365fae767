#include "delivery/sender.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace webchats::delivery {
namespace {

using std::chrono::milliseconds;

/// The outbox in memory. Everything may be asked from any thread.
class memory_outbox final : public chat::outbox_repository {
 public:
  void put(std::int64_t target, std::string what, chat::instant created,
           chat::delivery_kind kind = chat::delivery_kind::webhook) {
    const std::lock_guard lock(mutex_);
    rows_.push_back({.id = {++last_},
                     .kind = kind,
                     .target = target,
                     .token = std::to_string(last_),
                     .what = std::move(what),
                     .payload = "{}",
                     .next = created,
                     .created = created});
  }
  chat::flow<std::vector<chat::delivery>> heads(chat::delivery_kind kind, std::size_t most) override {
    const std::lock_guard lock(mutex_);
    std::vector<chat::delivery> found;
    for (const auto& each : rows_) {
      const auto same = [&](const chat::delivery& other) { return other.target == each.target; };
      if (!each.dead && each.kind == kind && std::ranges::none_of(found, same)) found.push_back(each);
    }
    std::ranges::sort(found, {}, [](const auto& each) { return std::pair(each.next, each.id); });
    if (found.size() > most) found.resize(most);
    co_return found;
  }
  chat::flow<std::vector<chat::delivery>> waiting(chat::delivery_kind, std::int64_t target, std::size_t most) override {
    const std::lock_guard lock(mutex_);
    std::vector<chat::delivery> found;
    for (const auto& each : rows_) {
      if (!each.dead && each.target == target && found.size() < most) found.push_back(each);
    }
    co_return found;
  }
  chat::flow<void> finish(chat::delivery_id sent) override {
    change([&] { std::erase_if(rows_, [&](const auto& each) { return each.id == sent; }); });
    co_return chat::outcome<void>{};
  }
  chat::flow<void> postpone(chat::delivery_id failed, chat::instant next, std::string why) override {
    change([&] {
      auto& row = *std::ranges::find(rows_, failed, &chat::delivery::id);
      ++row.attempts;
      row.next = next;
      row.last_error = why;
    });
    co_return chat::outcome<void>{};
  }
  chat::flow<void> give_up(chat::delivery_id failed, std::string why) override {
    change([&] {
      auto& row = *std::ranges::find(rows_, failed, &chat::delivery::id);
      row.dead = true;
      row.last_error = why;
    });
    co_return chat::outcome<void>{};
  }
  chat::flow<std::vector<chat::delivery>> list(chat::delivery_kind, std::int64_t, chat::delivery_id,
                                               std::size_t) override {
    co_return all();
  }
  chat::flow<void> resend(chat::delivery_kind, std::int64_t, chat::delivery_id, chat::instant) override {
    co_return chat::refuse(chat::not_found{});
  }

  [[nodiscard]] std::vector<chat::delivery> all() {
    const std::lock_guard lock(mutex_);
    return rows_;
  }
  /// As a carrier puts off what comes too early.
  void wait_until(chat::delivery_id early, chat::instant next) {
    change([&] { std::ranges::find(rows_, early, &chat::delivery::id)->next = next; });
  }
  /// Waits until the rows are as wanted; false when they do not get so.
  bool wait(const std::function<bool(const std::vector<chat::delivery>&)>& wanted) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return wanted(rows_); });
  }

 private:
  template <class Change>
  void change(Change apply) {
    {
      const std::lock_guard lock(mutex_);
      apply();
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t last_ = 0;
  std::vector<chat::delivery> rows_;
};

/// Ends every attempt as it is told to, and writes down what it was given.
class scripted_carrier final : public carrier {
 public:
  boost::asio::awaitable<attempt> carry(const chat::delivery& sent) override {
    const std::lock_guard lock(mutex_);
    carried_.push_back(sent.what);
    before(sent);
    co_return script(sent, carried_.size());
  }
  [[nodiscard]] bool keeps_dead() const noexcept override { return keeps; }
  [[nodiscard]] std::vector<std::string> carried() {
    const std::lock_guard lock(mutex_);
    return carried_;
  }
  bool keeps = true;
  std::function<void(const chat::delivery&)> before = [](const auto&) {};
  std::function<attempt(const chat::delivery&, std::size_t number)> script = [](const auto&, std::size_t) {
    return attempt{attempt::result::delivered};
  };

 private:
  std::mutex mutex_;
  std::vector<std::string> carried_;
};

class delivery_sender : public testing::Test {
 protected:
  void start(retry_schedule retry = {.first = milliseconds(1), .longest = milliseconds(4)}) {
    sender_.emplace(outbox,
                    sender::ways{{chat::delivery_kind::webhook, {.by = &carrier_, .concurrent = 2, .retry = retry}}},
                    clock);
    sender_->start();
  }
  void put(std::int64_t target, std::string what) {
    outbox.put(target, std::move(what), clock.now());
    if (sender_) sender_->wake();
  }

  const chat::system_clock clock;
  memory_outbox outbox;
  scripted_carrier carrier_;
  std::optional<sender> sender_;
};

constexpr auto is_empty = [](const auto& rows) { return rows.empty(); };

TEST_F(delivery_sender, sends_what_waited_before_it_started_and_what_comes_later) {
  put(1, "before");
  start();
  EXPECT_TRUE(outbox.wait(is_empty));
  put(1, "after");
  EXPECT_TRUE(outbox.wait(is_empty));
  EXPECT_EQ(carrier_.carried(), (std::vector<std::string>{"before", "after"}));
}

TEST_F(delivery_sender, keeps_no_dead_ones_that_nobody_sends_again) {
  carrier_.keeps = false;
  carrier_.script = [](const chat::delivery&, std::size_t) { return attempt{attempt::result::impossible, "gone"}; };
  put(1, "lost");
  start();
  EXPECT_TRUE(outbox.wait(is_empty));
}

TEST_F(delivery_sender, keeps_the_order_of_a_target_whatever_fails) {
  carrier_.script = [](const chat::delivery&, std::size_t number) {
    return attempt{number % 3 == 0 ? attempt::result::delivered : attempt::result::failed, "busy"};
  };
  for (const char* what : {"a", "b", "c"}) put(1, what);
  start();
  EXPECT_TRUE(outbox.wait(is_empty));
  EXPECT_EQ(carrier_.carried(), (std::vector<std::string>{"a", "a", "a", "b", "b", "b", "c", "c", "c"}));
}

TEST_F(delivery_sender, a_target_that_fails_does_not_hold_up_others) {
  carrier_.script = [](const chat::delivery& sent, std::size_t) {
    return attempt{sent.target == 1 ? attempt::result::failed : attempt::result::delivered, "down"};
  };
  start({.first = std::chrono::hours(1)});
  put(1, "stuck");
  put(2, "x");
  put(3, "y");
  EXPECT_TRUE(outbox.wait([](const auto& rows) { return rows.size() == 1 && rows.front().attempts == 1; }));
  EXPECT_EQ(outbox.all().front().last_error, "down");
}

TEST_F(delivery_sender, gives_up_what_is_too_old_and_goes_on_with_the_next) {
  carrier_.script = [](const chat::delivery& sent, std::size_t) {
    return attempt{sent.what == "bad" ? attempt::result::failed : attempt::result::delivered, "status 500"};
  };
  put(1, "bad");
  put(1, "good");
  start({.first = milliseconds(1), .longest = milliseconds(1), .give_up = milliseconds(20)});
  EXPECT_TRUE(outbox.wait([](const auto& rows) { return rows.size() == 1 && rows.front().dead; }));
  EXPECT_EQ(outbox.all().front().what, "bad");
  EXPECT_EQ(outbox.all().front().last_error, "status 500");
}

TEST_F(delivery_sender, does_not_try_again_what_is_impossible) {
  carrier_.script = [](const chat::delivery&, std::size_t) { return attempt{attempt::result::impossible, "gone"}; };
  put(1, "x");
  start();
  EXPECT_TRUE(outbox.wait([](const auto& rows) { return rows.front().dead; }));
  EXPECT_EQ(carrier_.carried().size(), 1U);
}

TEST_F(delivery_sender, forgets_what_is_dropped) {
  carrier_.script = [](const chat::delivery&, std::size_t) { return attempt{attempt::result::dropped, "too late"}; };
  put(1, "x");
  start();
  EXPECT_TRUE(outbox.wait(is_empty));
  EXPECT_EQ(carrier_.carried().size(), 1U);
}

TEST_F(delivery_sender, leaves_what_is_put_off_as_its_carrier_left_it_and_holds_up_no_other) {
  carrier_.script = [](const chat::delivery& sent, std::size_t) {
    return attempt{sent.what == "early" ? attempt::result::put_off : attempt::result::delivered};
  };
  carrier_.before = [this](const chat::delivery& sent) {
    if (sent.what == "early") outbox.wait_until(sent.id, clock.now() + std::chrono::hours(1));
  };
  put(1, "early");
  put(1, "behind it");
  put(2, "x");
  start();
  EXPECT_TRUE(outbox.wait([](const auto& rows) { return rows.size() == 2; }));
  EXPECT_EQ(outbox.all().front().attempts, 0);
  EXPECT_EQ(std::ranges::count(carrier_.carried(), "early"), 1);
  EXPECT_EQ(std::ranges::count(carrier_.carried(), "behind it"), 0);
}

TEST_F(delivery_sender, forgets_what_nobody_carries_any_more) {
  start();
  outbox.put(1, "x", clock.now(), chat::delivery_kind::mail);
  sender_->wake();
  EXPECT_TRUE(outbox.wait(is_empty));
  EXPECT_TRUE(carrier_.carried().empty());
}

/// Leaves every attempt hanging until it is let go.
class hanging_carrier final : public carrier {
 public:
  boost::asio::awaitable<attempt> carry(const chat::delivery&) override {
    boost::asio::steady_timer never(co_await boost::asio::this_coro::executor, std::chrono::hours(1));
    boost::system::error_code ignored;
    started.release();
    co_await never.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    co_return attempt{attempt::result::delivered};
  }
  std::counting_semaphore<> started{0};
};

TEST_F(delivery_sender, a_kind_that_hangs_takes_no_place_of_another) {
  hanging_carrier mails;
  for (std::int64_t target = 1; target <= 5; ++target) {
    outbox.put(target, "mail", clock.now(), chat::delivery_kind::mail);
  }
  sender_.emplace(outbox,
                  sender::ways{{chat::delivery_kind::webhook, {.by = &carrier_, .concurrent = 2}},
                               {chat::delivery_kind::mail, {.by = &mails, .concurrent = 2}}},
                  clock);
  sender_->start();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(mails.started.try_acquire_for(std::chrono::seconds(10)));
  put(6, "hook");
  EXPECT_TRUE(outbox.wait([](const auto& rows) { return rows.size() == 5; }));
  EXPECT_EQ(carrier_.carried(), std::vector<std::string>{"hook"});
  EXPECT_FALSE(mails.started.try_acquire());
  sender_.reset();
}

TEST_F(delivery_sender, a_kind_of_which_much_waits_hides_no_other) {
  hanging_carrier mails;
  for (std::int64_t target = 1; target <= 1'200; ++target) {
    outbox.put(target, "mail", chat::instant{}, chat::delivery_kind::mail);
  }
  sender_.emplace(outbox,
                  sender::ways{{chat::delivery_kind::webhook, {.by = &carrier_, .concurrent = 2}},
                               {chat::delivery_kind::mail, {.by = &mails, .concurrent = 1}}},
                  clock);
  sender_->start();
  ASSERT_TRUE(mails.started.try_acquire_for(std::chrono::seconds(10)));
  put(2'000, "hook");
  EXPECT_TRUE(outbox.wait([](const auto& rows) { return rows.size() == 1'200; }));
  EXPECT_EQ(carrier_.carried(), std::vector<std::string>{"hook"});
  sender_.reset();
}

TEST_F(delivery_sender, an_exception_of_a_carrier_is_a_failed_attempt) {
  carrier_.script = [](const chat::delivery&, std::size_t number) -> attempt {
    if (number == 1) throw std::runtime_error("broken");
    return {attempt::result::delivered};
  };
  put(1, "x");
  start();
  EXPECT_TRUE(outbox.wait(is_empty));
  EXPECT_EQ(carrier_.carried().size(), 2U);
}

TEST_F(delivery_sender, leaves_what_is_under_way_in_the_outbox_when_it_is_stopped) {
  carrier_.script = [](const chat::delivery&, std::size_t) { return attempt{attempt::result::failed, "down"}; };
  put(1, "x");
  start({.first = std::chrono::hours(1)});
  EXPECT_TRUE(outbox.wait([](const auto& rows) { return rows.front().attempts == 1; }));
  sender_.reset();
  EXPECT_EQ(outbox.all().size(), 1U);
}

}  // namespace
}  // namespace webchats::delivery
