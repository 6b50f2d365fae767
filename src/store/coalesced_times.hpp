#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>
#include <utility>

#include "chat/types.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Times that may be written late and together: the newest of each key. Bounded, best effort; from any thread. Close
/// the writer before destroying it.
template <class Key>
class coalesced_times {
 public:
  /// Writes one of them, on the writer's thread.
  using statement = void (*)(connection& sql, Key key, chat::instant when);

  coalesced_times(writer& writes, statement write) : writer_(writes), write_(write) {}

  void put(Key key, chat::instant when) noexcept try {
    {
      const std::lock_guard lock(mutex_);
      const bool queued = !waiting_.empty();
      if (waiting_.size() < most || waiting_.contains(key)) {
        auto& newest = waiting_[key];
        newest = std::max(newest, when);
      }
      if (queued) return;
    }
    const bool queued = writer_.run_detached([this](write_context& context) -> chat::outcome<void> {
      for (const auto& [each, last] : take()) write_(context.sql, each, last);
      return {};
    });
    if (!queued) take();
  } catch (...) {
    // Out of memory: what is stored is a few minutes older than what was.
  }

 private:
  static constexpr std::size_t most = 100'000;

  std::map<Key, chat::instant> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }

  writer& writer_;
  statement write_;
  std::mutex mutex_;
  std::map<Key, chat::instant> waiting_;  ///< a write is queued while it is not empty
};

}  // namespace webchats::store
