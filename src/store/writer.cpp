#include "store/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/log.hpp"
#include "store/failure.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

struct transaction_statements {
  explicit transaction_statements(connection& sql)
      : begin(sql, "begin immediate"),
        commit(sql, "commit"),
        savepoint(sql, "savepoint job"),
        release(sql, "release job"),
        rollback_to(sql, "rollback to job") {}
  query<in<>> begin;
  query<in<>> commit;
  query<in<>> savepoint;
  query<in<>> release;
  query<in<>> rollback_to;
};

}  // namespace

writer::writer(std::unique_ptr<connection> sql, chat::notice_sink& sink, options chosen)
    : sql_(std::move(sql)), sink_(sink), options_(chosen), thread_([this] { run(); }) {}

bool writer::submit(std::unique_ptr<job> work) {
  {
    const std::lock_guard lock(mutex_);
    if (!closing_ && queue_.size() < options_.queue) queue_.push_back(std::move(work));
  }
  if (work) {
    chat::answer_batch alone;
    work->fail();
    work->answer(alone);
    alone.post();
    return false;
  }
  waiting_.notify_one();
  return true;
}

void writer::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  waiting_.notify_one();
  std::call_once(joined_, [this] { thread_.join(); });
}

writer::counters writer::statistics() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

writer::batch writer::take() {
  std::unique_lock lock(mutex_);
  waiting_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  if (queue_.size() <= options_.batch) return std::exchange(queue_, {});
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(options_.batch);
  batch taken(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return taken;
}

void writer::run() {
  for (auto jobs = take(); !jobs.empty(); jobs = take()) {
    write(jobs);
    chat::answer_batch answers;
    for (const auto& each : jobs) each->answer(answers);
    answers.post();
  }
}

void writer::write(batch& jobs) {
  std::vector<chat::notice> notices;
  try {
    auto& transaction = sql_->prepared<transaction_statements>();
    transaction.begin.run();
    for (const auto& each : jobs) write_one(*each, notices);
    heads_.settle(*sql_);
    if (companion_ != nullptr && !notices.empty()) companion_->before_commit(*sql_, notices);
    transaction.commit.run();
    heads_.committed();
  } catch (const std::exception& error) {
    const auto* sql = dynamic_cast<const soci::soci_error*>(&error);
    base::log(base::log_level::error,
              fmt::format("store: {} writes undone: {}", jobs.size(), sql ? describe(*sql) : error.what()));
    undo();
    for (const auto& each : jobs) each->fail();
    const std::lock_guard lock(mutex_);
    ++counters_.failures;
    return;
  }
  if (companion_ != nullptr) companion_->committed();
  if (!notices.empty()) sink_.publish(std::move(notices));
  const std::lock_guard lock(mutex_);
  ++counters_.commits;
  counters_.writes += jobs.size();
  counters_.largest_batch = std::max(counters_.largest_batch, jobs.size());
}

void writer::write_one(job& each, std::vector<chat::notice>& notices) {
  // Outside of the savepoint: it belongs to the jobs before, and stays when this one is undone.
  if (each.heads == reads_heads::yes) heads_.settle(*sql_);
  auto& transaction = sql_->prepared<transaction_statements>();
  const auto told = notices.size();
  write_context context{*sql_, heads_, notices};
  const bool undoable = each.refusal == refuses::any_time;
  if (undoable) transaction.savepoint.run();
  bool done = false;
  try {
    done = each.work(context);
  } catch (const soci::soci_error& error) {
    // A broken rule of the schema is this write's own fault; anything else is everybody's.
    if (classify(error) != failure::constraint) throw;
    base::log(base::log_level::error, fmt::format("store: write refused by the schema: {}", describe(error)));
    each.fail();
  }
  if (done) {
    heads_.job_done();
  } else {
    if (undoable) transaction.rollback_to.run();
    heads_.job_undone();
    notices.erase(notices.begin() + static_cast<std::ptrdiff_t>(told), notices.end());
  }
  if (undoable) transaction.release.run();
}

void writer::undo() {
  heads_.undone();
  if (companion_ != nullptr) companion_->undone();
  try {
    sql_->execute("rollback");
  } catch (const soci::soci_error&) {
    // SQLite has rolled back by itself already, or no transaction was begun.
  }
}

}  // namespace webchats::store
