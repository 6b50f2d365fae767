#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "chat/completion.hpp"
#include "store/lasting_connection.hpp"

namespace webchats::store {

/// The task workers: threads with one SQL session each, for reads. The queue is bounded; beyond it, and while the
/// database cannot be reached, a read is `unavailable` at once.
class readers {
 public:
  struct options {
    std::size_t threads = 2;
    std::size_t queue = 32'768;  ///< reads that wait at most: a restart brings everybody back with two reads each
  };

  /// The database must be migrated. Throws soci::soci_error.
  readers(const database& where, options chosen);
  ~readers() { close(); }
  readers(const readers&) = delete;
  readers& operator=(const readers&) = delete;

  /// Runs `work(connection&) -> chat::outcome<T>` on a worker.
  template <class T, class Work>
  [[nodiscard]] chat::flow<T> run(Work work) {
    co_return co_await chat::await_completion<T>([this, work = std::move(work)](chat::completion<T> done) mutable {
      submit(std::make_unique<job_of<T, Work>>(std::move(work), std::move(done)));
    });
  }

  /// Finishes what waits, then ends the threads. What comes later is `unavailable`.
  void close();

 private:
  struct job {
    virtual ~job() = default;
    virtual void work(connection& sql) = 0;
  };

  template <class T, class Work>
  struct job_of final : job {
    job_of(Work chosen, chat::completion<T> waiting) : body(std::move(chosen)), done(std::move(waiting)) {}
    // When `body` throws, destroying the completion answers `unavailable`.
    void work(connection& sql) override { std::move(done)(body(sql)); }
    Work body;
    chat::completion<T> done;
  };

  void submit(std::unique_ptr<job> work);
  void run(lasting_connection& sql);
  void run_one(job& work, lasting_connection& sql);
  [[nodiscard]] std::unique_ptr<job> take();

  options options_;
  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<std::unique_ptr<job>> queue_;
  bool closing_ = false;
  std::vector<std::unique_ptr<lasting_connection>> connections_;
  std::vector<std::thread> threads_;
};

}  // namespace webchats::store
