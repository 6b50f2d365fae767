#include "socketio/deduplicator.hpp"

#include <utility>

namespace webchats::socketio {

deduplicator::verdict deduplicator::admit(const std::string& key, const acknowledge& ack, net::steady_time now,
                                          std::chrono::milliseconds window) {
  constexpr std::size_t max_waiting = 100;
  arguments known;
  {
    const std::lock_guard lock(mutex_);
    prune(now);
    const auto found = entries_.find(key);
    if (found == entries_.end()) {
      entries_.emplace(key, entry{.until = now + window, .answer = {}, .waiting = {}});
      order_.push_back({.until = now + window, .key = key});
      return verdict::first;
    }
    if (found->second.state == entry::state::running) {
      if (found->second.waiting.size() < max_waiting) found->second.waiting.push_back(ack);
      return verdict::repeated;
    }
    known = found->second.answer;
  }
  ack(std::move(known));
  return verdict::repeated;
}

void deduplicator::answered(const std::string& key, const arguments& answer) {
  std::vector<acknowledge> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    found->second.state = entry::state::done;
    found->second.answer = answer;
    waiting = std::exchange(found->second.waiting, {});
  }
  for (const acknowledge& each : waiting) each(answer);
}

void deduplicator::failed(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found != entries_.end() && found->second.state == entry::state::running) entries_.erase(found);
}

void deduplicator::prune(net::steady_time now) {
  while (!order_.empty() && (order_.front().until <= now || entries_.size() >= max_entries)) {
    const auto found = entries_.find(order_.front().key);
    // A key that failed and came again has a later ending of its own.
    if (found != entries_.end() && found->second.until <= order_.front().until) entries_.erase(found);
    order_.pop_front();
  }
}

}  // namespace webchats::socketio
