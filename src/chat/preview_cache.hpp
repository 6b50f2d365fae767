#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "chat/ports/page_reader.hpp"

namespace webchats::chat {

/// What pages said of themselves when they were asked last, and which said nothing; the one that was put first gives
/// way. May be used from any thread.
class preview_cache {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  /// Nothing: the page gave none.
  using entry = std::optional<page_summary>;

  explicit preview_cache(std::size_t most) : most_(most) {}

  /// What is known of `url`, which may be that there is nothing.
  [[nodiscard]] std::optional<entry> find(const std::string& url, time_point now) const {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(url);
    if (found == known_.end() || found->second.ends <= now) return std::nullopt;
    return found->second.what;
  }

  void put(std::string url, entry what, time_point ends) {
    const std::lock_guard lock(mutex_);
    if (const auto before = known_.find(url); before != known_.end()) {
      order_.erase(before->second.place);
      known_.erase(before);
    }
    if (known_.size() >= most_) {
      known_.erase(order_.front());
      order_.pop_front();
    }
    const auto place = order_.insert(order_.end(), url);
    known_.emplace(std::move(url), kept{std::move(what), ends, place});
  }

  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return known_.size();
  }

 private:
  struct kept {
    entry what;
    time_point ends;
    std::list<std::string>::iterator place;
  };

  std::size_t most_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, kept> known_;
  std::list<std::string> order_;
};

}  // namespace webchats::chat
