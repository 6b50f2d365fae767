#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <string>
#include <utility>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "base/log.hpp"
#include "chat/completion.hpp"
#include "chat/outcome.hpp"

namespace webchats::chat {

/// Threads for slow work (hashing, pictures, files) with a bounded queue, so that a wave of it delays no message.
/// One per kind of work; may be used from any loop.
class work_pool {
 public:
  /// `queue`: pieces of work waiting and at work together; a further one is refused with `when_full` at once.
  work_pool(std::size_t threads, std::size_t queue, refusal when_full)
      : most_(queue), when_full_(when_full), pool_(threads) {}

  /// Finishes the work at hand; what waits answers `unavailable`.
  ~work_pool() {
    pool_.stop();
    pool_.join();
  }
  /// Does what waits, then ends the threads; what comes later is answered `unavailable` when the pool is destroyed. May
  /// be called again.
  void finish() noexcept { pool_.join(); }
  work_pool(const work_pool&) = delete;
  work_pool& operator=(const work_pool&) = delete;

  /// Runs `work()`, which returns `outcome<T>`, on a thread of the pool and comes back to the caller's executor.
  template <class T, class Work>
  [[nodiscard]] flow<T> run(Work work) {
    co_return co_await await_completion<T>(start<T, Work>{*this, std::move(work)});
  }

 private:
  template <class T, class Work>
  struct start {
    work_pool& pool;
    Work work;

    void operator()(completion<T> done) {
      if (pool.pending_.fetch_add(1, std::memory_order_relaxed) >= pool.most_) {
        pool.pending_.fetch_sub(1, std::memory_order_relaxed);
        return std::move(done)(refuse(pool.when_full_));
      }
      boost::asio::post(pool.pool_, [&pool = pool, work = std::move(work), done = std::move(done)]() mutable {
        auto result = attempt<T>(work);
        pool.pending_.fetch_sub(1, std::memory_order_relaxed);
        std::move(done)(std::move(result));
      });
    }
  };

  /// What `work` throws (no memory, a bug) ends this piece of work and nothing else.
  template <class T, class Work>
  static outcome<T> attempt(Work& work) noexcept {
    try {
      return work();
    } catch (const std::exception& error) {
      base::log(base::log_level::error, std::string("worker: ") + error.what());
    } catch (...) {
      base::log(base::log_level::error, "worker: unknown exception");
    }
    return refuse(unavailable{});
  }

  const std::size_t most_;
  const refusal when_full_;
  std::atomic<std::size_t> pending_{0};
  boost::asio::thread_pool pool_;
};

}  // namespace webchats::chat
