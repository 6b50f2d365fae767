#pragma once

#include <string>
#include <vector>

#include "chat/types.hpp"

namespace webchats::chat {

/// A login that failed, under the key it is counted by.
struct login_failure {
  std::string key;
  instant when;
};

/// Where failed logins are written, so that a restart forgives nothing. Best effort; may be called from any thread.
class login_journal {
 public:
  virtual ~login_journal() = default;
  virtual void failed(login_failure made) noexcept = 0;
  /// The failures under `key` count no more.
  virtual void forgive(std::string key) noexcept = 0;
  /// What was written since, in the order of time; older ones are forgotten. Before anything else is asked.
  [[nodiscard]] virtual std::vector<login_failure> since(instant when) = 0;
};

}  // namespace webchats::chat
