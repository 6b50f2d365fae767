#pragma once

#include <span>

#include "chat/notices.hpp"

namespace webchats::store {

class connection;

/// Writes down, in the writer's transactions, what follows from them. All on the writer's thread.
class commit_companion {
 public:
  virtual ~commit_companion() = default;
  /// The writes of a transaction are done and will tell `notices`. Throws soci::soci_error: then nothing of it is
  /// stored.
  virtual void before_commit(connection& sql, std::span<const chat::notice> notices) = 0;
  virtual void committed() noexcept = 0;
  virtual void undone() noexcept = 0;
  /// A transaction that was told to be `undone`, because its commit was cut off, turned out to be stored.
  virtual void found_stored() noexcept = 0;
};

}  // namespace webchats::store
