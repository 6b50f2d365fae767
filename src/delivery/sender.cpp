#include "delivery/sender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"

namespace webchats::delivery {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t most_lines = 1'000;  // of one kind, looked at
constexpr std::size_t batch = 16;          // deliveries of one line read at once
constexpr milliseconds idle = std::chrono::minutes(1);
constexpr milliseconds trouble = std::chrono::seconds(1);  // the database does not answer

double chance() {
  static thread_local std::minstd_rand random{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(random);
}

}  // namespace

sender::sender(chat::outbox_repository& outbox, ways by, const chat::clock& time)
    : outbox_(outbox), ways_(std::move(by)), clock_(time) {}

void sender::start() {
  asio::co_spawn(context_, run(), asio::detached);
  thread_ = std::thread([this] { context_.run(); });
}

void sender::wake() noexcept try {
  asio::post(context_, [this] {
    woken_ = true;
    rest_.cancel();
  });
} catch (...) {
  // Out of memory: it is seen when the sender looks by itself.
}

void sender::stop() noexcept {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

asio::awaitable<void> sender::run() {
  while (true) {
    woken_ = false;
    milliseconds pause = idle;
    // Each kind by itself: however much of one waits for its place, it hides nothing of the others.
    for (const auto kind : chat::delivery_kinds) pause = std::min(pause, co_await start_lines(kind));
    if (woken_) continue;
    rest_.expires_after(pause);
    boost::system::error_code ignored;
    co_await rest_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

asio::awaitable<milliseconds> sender::start_lines(chat::delivery_kind kind) {
  const auto heads = co_await outbox_.heads(kind, most_lines);
  if (!heads) co_return trouble;
  const auto now = clock_.now();
  for (const auto& each : *heads) {
    const line which{kind, each.target};
    if (busy_.contains(which)) continue;
    // They come by time: nothing after this one is due.
    if (each.next > now) co_return std::min<milliseconds>(each.next - now, idle);
    if (!has_place(kind)) break;
    busy_.insert(which);
    asio::co_spawn(context_, serve(which), [this, which](const std::exception_ptr& error) {
      if (error) base::log(base::log_level::error, "delivery: a line broke");
      busy_.erase(which);
      wake();
    });
  }
  co_return idle;
}

asio::awaitable<void> sender::serve(line which) {
  while (true) {
    const auto waiting = co_await outbox_.waiting(which.first, which.second, batch);
    if (!waiting || waiting->empty()) co_return;
    for (const auto& each : *waiting) {
      if (each.next > clock_.now()) co_return;
      if (!co_await send(which, each)) co_return;
    }
  }
}

bool sender::has_place(chat::delivery_kind kind) const {
  const auto same = [kind](const line& each) { return each.first == kind; };
  return static_cast<std::size_t>(std::ranges::count_if(busy_, same)) < way_of(kind).concurrent;
}

const way& sender::way_of(chat::delivery_kind kind) const {
  static const way nowhere{.by = nullptr};
  const auto found = ways_.find(kind);
  return found == ways_.end() ? nowhere : found->second;
}

asio::awaitable<bool> sender::send(line which, const chat::delivery& one) {
  const auto& by = way_of(which.first);
  const auto tried = co_await try_to_send(by, one);
  if (tried.how == attempt::result::put_off) co_return false;
  if (tried.how == attempt::result::dropped) {
    base::log(base::log_level::warning, fmt::format("delivery: {} is dropped: {}", one.what, tried.why));
  }
  if (tried.how == attempt::result::delivered || tried.how == attempt::result::dropped) {
    failures_.erase(which);
    const auto done = co_await outbox_.finish(one.id);
    co_return co_await written(done.has_value());
  }
  const auto now = clock_.now();
  if (tried.how == attempt::result::impossible || now - one.created >= by.retry.give_up) {
    base::log(base::log_level::warning,
              fmt::format("delivery: {} to target {} is given up: {}", one.what, one.target, tried.why));
    const bool kept = by.by == nullptr || by.by->keeps_dead();
    const auto done = kept ? co_await outbox_.give_up(one.id, tried.why) : co_await outbox_.finish(one.id);
    co_return co_await written(done.has_value());
  }
  const auto in_a_row = std::max(++failures_[which], one.attempts + 1);
  const auto done = co_await outbox_.postpone(one.id, now + by.retry.pause(in_a_row, chance()), tried.why);
  (void)co_await written(done.has_value());
  co_return false;
}

asio::awaitable<bool> sender::written(bool done) {
  if (done) co_return true;
  // A disk that is full must not make a flood of what is sent again and again.
  asio::steady_timer pause(context_, trouble * 30);
  co_await pause.async_wait(asio::use_awaitable);
  co_return false;
}

asio::awaitable<attempt> sender::try_to_send(const way& by, const chat::delivery& one) {
  if (by.by == nullptr) co_return attempt{attempt::result::dropped, "this server does not send it any more"};
  try {
    co_return co_await by.by->carry(one);
  } catch (const std::exception& error) {
    co_return attempt{attempt::result::failed, error.what()};
  }
}

}  // namespace webchats::delivery
