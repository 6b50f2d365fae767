#pragma once

#include "store/writer.hpp"

namespace webchats::store {

/// Indexes what was stored before the index was, a little with each of many writes, so that nobody waits for long. What
/// it has reached is stored with it: the next start goes on there.
class search_backfill {
 public:
  explicit search_backfill(writer& writes) : writer_(writes) {}

  /// Queues the first part; ends by itself, or with the writer, which must end before this.
  void start();

 private:
  void go_on(long long told);

  writer& writer_;
};

}  // namespace webchats::store
