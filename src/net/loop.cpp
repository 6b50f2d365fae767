#include "net/loop.hpp"

#include <algorithm>
#include <utility>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "base/log.hpp"
#include "net/deadline.hpp"
#include "net/poller.hpp"
#include "net/send_ring.hpp"
#include "net/stream.hpp"
#include "net/task_group.hpp"

namespace webchats::net {
namespace {

constexpr std::size_t read_buffer_size = std::size_t{128} * 1024;
// Posted tasks and handlers of a turn, beside the one batch of ready sockets.
constexpr int handlers_per_turn = 512;
constexpr std::chrono::milliseconds wake_grid{10};
// How long a closed connection may take to read our last bytes and to close its side.
constexpr std::chrono::seconds linger_time{5};
// How long a peer may take no byte at all of what waits for it.
constexpr std::chrono::seconds stall_time{30};

thread_local loop* current_loop = nullptr;

steady_time round_up(steady_time time) {
  const auto rest = time.time_since_epoch() % wake_grid;
  return rest.count() == 0 ? time : time + (wake_grid - rest);
}

}  // namespace

struct loop::stream_list : boost::intrusive::list<stream, boost::intrusive::constant_time_size<false>> {};

std::string_view to_string(write_method method) noexcept {
  switch (method) {
    case write_method::automatic:
      return "automatic";
    case write_method::io_uring:
      return "io_uring";
    case write_method::sendmsg:
      return "sendmsg";
  }
  return {};
}

loop::loop(std::uint32_t index, write_method writes)
    : index_(index),
      writes_(writes),
      read_buffer_(std::make_unique_for_overwrite<char[]>(read_buffer_size)),
      poller_(std::make_unique<poller>(context_,
                                       [](void* tag, readiness ready) { static_cast<stream*>(tag)->on_ready(ready); })),
      linger_(std::make_unique<deadline_queue>(*this, linger_time)),
      stalled_(std::make_unique<deadline_queue>(*this, stall_time)),
      streams_(std::make_unique<stream_list>()) {}

loop::~loop() = default;

std::uint32_t loop::index() const noexcept { return index_; }

boost::asio::io_context& loop::context() noexcept { return context_; }

loop* loop::current() noexcept { return current_loop; }

std::span<char> loop::read_buffer() noexcept { return {read_buffer_.get(), read_buffer_size}; }

steady_time loop::now() const noexcept {
  // Read once per turn, and only when somebody asks: at the end of the wait nobody of ours runs.
  if (!std::exchange(now_known_, true)) now_ = std::chrono::steady_clock::now();
  return now_;
}

void loop::run() {
  const auto keep_running = boost::asio::make_work_guard(context_);
  loop* const outer = std::exchange(current_loop, this);
  if (writes_ != write_method::sendmsg) {
    ring_ = send_ring::open([](void* tag, int result) { static_cast<stream*>(tag)->on_sent(result); });
  }
  poller_->arm();
  while (!stopping_) turn();
  end_streams();
  ring_.reset();
  current_loop = outer;
}

void loop::adopt(stream& started) {
  poller_->add(started.socket_.get(), &started, interest::read);
  streams_->push_back(started);
}

void loop::turn() {
  // Connections and task groups catch what concerns only them; this is for the tasks that were posted. One that throws
  // must not keep what the others wrote from leaving.
  const auto guarded = [](auto step) {
    try {
      step();
    } catch (...) {
      base::log(base::log_level::error, "loop: " + describe(std::current_exception()));
    }
  };
  guarded([this] {
    context_.run_one();
    for (int i = 1; i < handlers_per_turn && !stopping_ && context_.poll_one() != 0; ++i) {
    }
  });
  guarded([this] { end_turn(); });
  poller_->arm();
}

void loop::stop() {
  boost::asio::post(context_, [this] { stopping_ = true; });
}

void loop::drop_tasks() { context_.shutdown(); }

void loop::post(std::function<void()> task) { boost::asio::post(context_, std::move(task)); }

void loop::at_turn_end(std::function<void()> task) { turn_end_.push_back(std::move(task)); }

void loop::end_turn() {
  // Each step may give work to the others (`on_close` writes to a neighbour, a write fails, a destructor answers), so
  // the turn ends when nothing is left.
  do {
    for (std::size_t i = 0; i < turn_end_.size(); ++i) {
      if (const auto task = std::exchange(turn_end_[i], nullptr)) task();
    }
    turn_end_.clear();
    flush_dirty();
    finish_closed();
    for (auto retired = std::exchange(retired_handlers_, {}); !retired.empty();) retired.pop_back();
  } while (!turn_end_.empty() || !dirty_.empty() || !closed_.empty() || !retired_handlers_.empty());
  now_known_ = false;
}

void loop::flush_dirty() {
  std::swap(dirty_, flushing_);
  // One write costs the same alone; the ring pays from the second on.
  send_ring* const ring = flushing_.size() > 1 ? ring_.get() : nullptr;
  for (const stream_ptr& next : flushing_) next->leave_with(ring);
  if (ring != nullptr) ring->submit();
  flushing_.clear();
}

void loop::finish_closed() {
  for (std::size_t i = 0; i < closed_.size(); ++i) {
    const stream_ptr next = std::move(closed_[i]);
    if (next == nullptr) continue;
    next->finish();
  }
  closed_.clear();
}

void loop::end_streams() {
  const auto end_all = [this] {
    end_turn();
    while (!streams_->empty()) {
      streams_->front().abort(close_cause::shutdown);
      end_turn();
    }
  };
  end_all();
  // Cancelled waits hold references to their streams; let them go while everything still exists. What a listener
  // accepts meanwhile ends too.
  context_.restart();
  for (int i = 0; i < handlers_per_turn && context_.poll() != 0; ++i) end_all();
}

deadline_queue& loop::handshakes(std::chrono::milliseconds timeout) {
  const auto found = std::ranges::find(handshakes_, timeout, &deadline_queue::interval);
  if (found != handshakes_.end()) return **found;
  return *handshakes_.emplace_back(std::make_unique<deadline_queue>(*this, timeout));
}

void loop::watch(deadline_queue& queue) { queues_.push_back(&queue); }

void loop::unwatch(deadline_queue& queue) noexcept { std::erase(queues_, &queue); }

void loop::wake_by(steady_time due) {
  if (due >= wake_at_) return;
  wake_at_ = round_up(due);
  wake_timer_.expires_at(wake_at_);
  wake_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) on_wake();
  });
}

void loop::on_wake() {
  wake_at_ = steady_time::max();
  const steady_time now = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < queues_.size(); ++i) queues_[i]->expire(now);
  steady_time next = steady_time::max();
  for (const deadline_queue* queue : queues_) next = std::min(next, queue->front());
  if (next != steady_time::max()) wake_by(next);
}

}  // namespace webchats::net
