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
      : begin(sql, std::string(begin_writing(sql.speaks()))),
        commit(sql, "commit"),
        savepoint(sql, "savepoint job"),
        release(sql, "release savepoint job"),
        rollback_to(sql, "rollback to savepoint job") {}
  query<in<>> begin;
  query<in<>> commit;
  query<in<>> savepoint;
  query<in<>> release;
  query<in<>> rollback_to;
};

bool is_lost(const std::exception& error) {
  const auto* sql = dynamic_cast<const soci::soci_error*>(&error);
  return sql && classify(*sql) == failure::lost;
}

const chat::message_posted* first_message(const std::vector<chat::notice>& notices) {
  for (const auto& each : notices) {
    if (const auto* posted = std::get_if<chat::message_posted>(&each)) return posted;
  }
  return nullptr;
}

}  // namespace

writer::writer(std::unique_ptr<lasting_connection> sql, chat::notice_sink& sink, options chosen)
    : sql_(std::move(sql)), sink_(sink), options_(chosen), thread_([this] { run(); }) {}

bool writer::submit(std::unique_ptr<write_job> work) {
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
  if (attempt(jobs, savepoints::where_needed) == transaction_end::spoiled) (void)attempt(jobs, savepoints::always);
}

writer::transaction_end writer::attempt(batch& jobs, savepoints wanted) {
  std::vector<chat::notice> notices;
  bool committing = false;
  try {
    auto* const sql = begin();
    if (!sql) return fail(jobs);
    for (const auto& each : jobs) {
      if (write_one(*sql, *each, wanted, notices) == transaction_end::spoiled) {
        undo();
        return transaction_end::spoiled;
      }
    }
    heads_.settle(*sql);
    if (companion_ != nullptr && !notices.empty()) companion_->before_commit(*sql, notices);
    committing = true;
    sql->prepared<transaction_statements>().commit.run();
    heads_.committed();
  } catch (const std::exception& error) {
    base::log(base::log_level::error, fmt::format("store: {} writes undone: {}", jobs.size(), describe(error)));
    if (is_lost(error)) {
      lost();
      if (committing) doubtful_ = std::move(notices);
    } else {
      undo();
    }
    return fail(jobs);
  }
  if (companion_ != nullptr) companion_->committed();
  if (!notices.empty()) sink_.publish(std::move(notices));
  const std::lock_guard lock(mutex_);
  ++counters_.commits;
  counters_.writes += jobs.size();
  counters_.largest_batch = std::max(counters_.largest_batch, jobs.size());
  return transaction_end::committed;
}

connection* writer::begin() {
  const auto try_once = [this] {
    auto* const sql = sql_->get();
    if (!sql) return sql;
    settle_doubt(*sql);
    sql->prepared<transaction_statements>().begin.run();
    return sql;
  };
  try {
    return try_once();
  } catch (const soci::soci_error& error) {
    if (!is_lost(error)) throw;
    // It broke while nothing was under way: no harm is done, if it opens again.
    base::log(base::log_level::warning, fmt::format("store: {}", describe(error)));
    lost();
  }
  return try_once();
}

writer::transaction_end writer::write_one(connection& sql, write_job& each, savepoints wanted,
                                          std::vector<chat::notice>& notices) {
  // Outside of the savepoint: it belongs to the jobs before, and stays when this one is undone.
  if (each.heads == reads_heads::yes) heads_.settle(sql);
  auto& transaction = sql.prepared<transaction_statements>();
  const auto told = notices.size();
  write_context context{sql, heads_, notices};
  const bool undoable = each.refusal == refuses::any_time || wanted == savepoints::always;
  if (undoable) transaction.savepoint.run();
  bool done = false;
  try {
    done = each.work(context);
  } catch (const soci::soci_error& error) {
    // A broken rule of the schema is this write's own fault; anything else is everybody's.
    if (classify(error) != failure::constraint) throw;
    if (!undoable && sql.speaks() == dialect::postgresql) return transaction_end::spoiled;
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
  return transaction_end::committed;
}

writer::transaction_end writer::fail(batch& jobs) {
  for (const auto& each : jobs) each->fail();
  const std::lock_guard lock(mutex_);
  ++counters_.failures;
  return transaction_end::undone;
}

void writer::undo() {
  heads_.undone();
  if (companion_ != nullptr) companion_->undone();
  auto* const sql = sql_->get();
  if (!sql) return;
  try {
    sql->execute("rollback");
  } catch (const soci::soci_error&) {
    // SQLite has rolled back by itself already, or no transaction was begun. The others do not mind that.
    if (sql->speaks() != dialect::sqlite) lost();
  }
}

void writer::lost() {
  sql_->lost();
  // Until we have the database again, others may write.
  heads_ = {};
  if (companion_ != nullptr) companion_->undone();
}

void writer::settle_doubt(connection& sql) {
  if (doubtful_.empty()) return;
  const auto* const posted = first_message(doubtful_);
  if (posted) {
    query<in<integer>, out<integer>> stored(sql, "select count(*) from messages where id = :id");
    if (std::get<0>(stored.first(posted->message.id.value).value()) == 1) {
      sink_.publish(std::move(doubtful_));
      if (companion_ != nullptr) companion_->found_stored();
    }
  }
  doubtful_.clear();
}

}  // namespace webchats::store
