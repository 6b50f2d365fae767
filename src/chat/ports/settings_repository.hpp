#pragma once

#include <map>
#include <string>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// Names and values as they are stored.
using stored_settings = std::map<std::string, std::string>;

class settings_repository {
 public:
  virtual ~settings_repository() = default;
  /// What is stored. Reads on the calling thread: for the start.
  [[nodiscard]] virtual stored_settings load() = 0;
  /// Stores them all, and what `actor` has changed in the audit log; tells the announcement when it changed. Files that
  /// the values of `icon_…` named before are doomed.
  [[nodiscard]] virtual flow<void> store(user_id actor, stored_settings changed, instant now) = 0;
};

}  // namespace webchats::chat
