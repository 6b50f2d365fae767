#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "chat/completion.hpp"
#include "chat/notices.hpp"
#include "store/connection.hpp"
#include "store/room_heads.hpp"

namespace webchats::store {

/// What a write works with. `notices` go out after the commit, if the write is not refused.
struct write_context {
  connection& sql;
  room_heads& heads;
  std::vector<chat::notice>& notices;
};

/// Whether a write looks at `rooms.last_seq` or `members.last_read_seq` in SQL; most messages do not, which saves two
/// updates each.
enum class reads_heads { no, yes };

/// When a write may be refused. One that is only refused before it has written anything, and writes with one statement,
/// needs no savepoint.
enum class refuses { before_writing, any_time };

/// A write that waits for its turn.
struct write_job {
  write_job(reads_heads wanted, refuses when) : heads(wanted), refusal(when) {}
  virtual ~write_job() = default;
  /// False when it was refused.
  virtual bool work(write_context& context) = 0;
  /// The transaction is undone: it is `unavailable`.
  virtual void fail() = 0;
  /// Once, after the commit or the failure.
  virtual void answer(chat::answer_batch& batch) = 0;
  reads_heads heads;
  refuses refusal;
};

/// One that runs `body(write_context&) -> chat::outcome<T>` and answers `done`.
template <class T, class Work>
struct write_job_of final : write_job {
  write_job_of(reads_heads wanted, refuses when, Work chosen, chat::completion<T> waiting)
      : write_job(wanted, when), body(std::move(chosen)), done(std::move(waiting)) {}
  bool work(write_context& context) override {
    result = body(context);
    return result.has_value();
  }
  void fail() override { result = chat::refuse(chat::unavailable{}); }
  void answer(chat::answer_batch& batch) override {
    if (done) std::move(done).answer_in(batch, std::move(result));
  }
  Work body;
  chat::completion<T> done;
  chat::outcome<T> result = chat::refuse(chat::unavailable{});
};

}  // namespace webchats::store
