#pragma once

#include <chrono>
#include <memory>
#include <utility>

#include "store/connection.hpp"

namespace webchats::store {

/// A connection that outlives the database's restarts: after `lost` it is opened again when it is next asked for, and
/// with a growing pause while that fails. Belongs to one thread at a time.
class lasting_connection {
 public:
  /// Opens it at once. Throws as `connection` does.
  lasting_connection(database where, access how)
      : where_(std::move(where)), how_(how), sql_(std::make_unique<connection>(where_, how_)) {}

  /// The connection; null while the database cannot be reached.
  [[nodiscard]] connection* get();

  /// The connection broke. What was prepared on it is gone.
  void lost() noexcept { sql_.reset(); }

 private:
  database where_;
  access how_;
  std::unique_ptr<connection> sql_;
  std::chrono::milliseconds pause_{0};
  std::chrono::steady_clock::time_point not_before_;
};

}  // namespace webchats::store
