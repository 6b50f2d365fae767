#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "chat/completion.hpp"
#include "chat/notices.hpp"
#include "store/commit_companion.hpp"
#include "store/lasting_connection.hpp"
#include "store/room_heads.hpp"
#include "store/write_job.hpp"

namespace webchats::store {

/// The one thread that writes. It takes everything that waits, does it in one transaction with savepoints between the
/// writes, commits with fsync, publishes the notices in order, and then answers everybody: one commit serves hundreds.
/// A refused or failed write undoes only itself; when the disk or the database fails, nothing of the transaction is
/// stored, everybody in it is answered `unavailable`, and the next transaction tries again.
/// When the connection breaks during the commit, nobody knows whether it is stored: everybody is answered
/// `unavailable`, too, and a retry of a message finds it by its client id. Its notices go out when the next transaction
/// finds that it is stored.
class writer {
 public:
  struct options {
    std::size_t batch = 512;    ///< writes in one transaction at most
    std::size_t queue = 8'192;  ///< writes that wait at most; beyond, `unavailable`
  };
  /// What happened so far.
  struct counters {
    std::uint64_t writes = 0;  ///< committed
    std::uint64_t commits = 0;
    std::uint64_t failures = 0;  ///< transactions that were undone
    std::size_t largest_batch = 0;
  };

  /// The database must be migrated, and `sql` have it `alone`; it belongs to the writer's thread from now on.
  writer(std::unique_ptr<lasting_connection> sql, chat::notice_sink& sink, options chosen);
  ~writer() { close(); }
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;

  /// Takes `companion` into every transaction from now on. Before the first write.
  void accompany(commit_companion& companion) noexcept { companion_ = &companion; }

  /// Runs `work(write_context&) -> chat::outcome<T>` on the writer's thread. A refusal undoes what it wrote.
  template <class T, class Work>
  [[nodiscard]] chat::flow<T> run(reads_heads heads, refuses refusal, Work work) {
    co_return co_await chat::await_completion<T>(
        [this, heads, refusal, work = std::move(work)](chat::completion<T> done) mutable {
          submit(std::make_unique<write_job_of<T, Work>>(heads, refusal, std::move(work), std::move(done)));
        });
  }
  template <class T, class Work>
  [[nodiscard]] chat::flow<T> run(reads_heads heads, Work work) {
    return run<T>(heads, refuses::any_time, std::move(work));
  }

  /// Runs `work` without telling anybody how it went; false when the queue is full or the writer is closed.
  template <class Work>
  bool run_detached(Work work) {
    return submit(std::make_unique<write_job_of<void, Work>>(reads_heads::no, refuses::any_time, std::move(work),
                                                             chat::completion<void>{}));
  }

  /// Finishes what waits, then ends the thread. What comes later is `unavailable`.
  void close();

  [[nodiscard]] counters statistics() const;

 private:
  using batch = std::vector<std::unique_ptr<write_job>>;

  /// False when there is no place for it; it is answered then.
  bool submit(std::unique_ptr<write_job> work);
  void run();
  /// Everything that waits, up to a batch; empty when the writer is closed and nothing is left.
  [[nodiscard]] batch take();
  /// Which writes have one. Without, a broken rule of the schema ends the whole transaction in PostgreSQL.
  enum class savepoints { where_needed, always };
  enum class transaction_end { committed, undone, spoiled };

  void write(batch& jobs);
  /// `spoiled`: a write without a savepoint broke a rule, and everything was undone.
  [[nodiscard]] transaction_end attempt(batch& jobs, savepoints wanted);
  [[nodiscard]] transaction_end write_one(connection& sql, write_job& each, savepoints wanted,
                                          std::vector<chat::notice>& notices);
  /// Begins a transaction; null when the database cannot be reached.
  [[nodiscard]] connection* begin();
  [[nodiscard]] transaction_end fail(batch& jobs);
  void undo();
  void lost();
  /// Publishes what was doubtful if it is stored.
  void settle_doubt(connection& sql);

  std::unique_ptr<lasting_connection> sql_;
  chat::notice_sink& sink_;
  commit_companion* companion_ = nullptr;
  options options_;
  room_heads heads_;
  std::vector<chat::notice> doubtful_;  ///< of a transaction whose commit was cut off

  mutable std::mutex mutex_;
  std::condition_variable waiting_;
  batch queue_;
  bool closing_ = false;
  counters counters_;
  std::once_flag joined_;
  std::thread thread_;
};

}  // namespace webchats::store
