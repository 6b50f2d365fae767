#include "store/readers.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "store/failure.hpp"

namespace webchats::store {

readers::readers(const database& where, options chosen) : options_(chosen) {
  // All sessions before the first thread, so that a failure leaves none behind.
  for (std::size_t i = 0; i < options_.threads; ++i) {
    connections_.push_back(std::make_unique<lasting_connection>(where, access::read_only));
  }
  for (const auto& each : connections_) threads_.emplace_back([this, &sql = *each] { run(sql); });
}

void readers::submit(std::unique_ptr<job> work) {
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || queue_.size() >= options_.queue) return;  // the completion goes with `work` and says so
    queue_.push_back(std::move(work));
  }
  waiting_.notify_one();
}

void readers::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  waiting_.notify_all();
  for (auto& thread : std::exchange(threads_, {})) thread.join();
}

std::unique_ptr<readers::job> readers::take() {
  std::unique_lock lock(mutex_);
  waiting_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  if (queue_.empty()) return nullptr;
  auto next = std::move(queue_.front());
  queue_.pop_front();
  return next;
}

void readers::run(lasting_connection& sql) {
  while (const auto next = take()) run_one(*next, sql);
}

void readers::run_one(job& work, lasting_connection& sql) {
  // Reading again does no harm: a connection that broke while it was idle is nobody's trouble.
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto* const open = sql.get();
    if (!open) return;
    try {
      return work.work(*open);
    } catch (const soci::soci_error& error) {
      base::log(base::log_level::error, fmt::format("store: a read failed: {}", describe(error)));
      if (classify(error) != failure::lost) return;
      sql.lost();
    } catch (const std::exception& error) {
      return base::log(base::log_level::error, fmt::format("store: a read failed: {}", error.what()));
    }
  }
}

}  // namespace webchats::store
