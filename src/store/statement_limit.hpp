#pragma once

#include <chrono>
#include <string>

#include "store/connection.hpp"

namespace webchats::store {

/// The time that a statement of a snapshot may take: beyond it the database interrupts it, it throws what `classify`
/// calls `failure::busy`, and the connection can be used on. While it lives, for statements that begin with `prefix`.
class statement_limit {
 public:
  /// Within a transaction. `most` is at least a millisecond; SQLite takes 0, too.
  statement_limit(connection& sql, std::chrono::milliseconds most);
  ~statement_limit();
  statement_limit(const statement_limit&) = delete;
  statement_limit& operator=(const statement_limit&) = delete;

  [[nodiscard]] const std::string& prefix() const noexcept { return prefix_; }

 private:
  connection& sql_;
  std::chrono::steady_clock::time_point end_;
  std::string prefix_;
};

}  // namespace webchats::store
