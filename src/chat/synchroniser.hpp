#pragma once

#include <string>
#include <vector>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/sync_repository.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

/// Brings a client that comes, or comes back, to the state of things. One for the process; may be used from any loop.
class synchroniser {
 public:
  synchroniser(sync_repository& repository, const clock& time, const limits& bounds);

  /// The state of `who`, with patches for the rooms that the client holds of the database `epoch`.
  /// Refuses with `invalid` (more rooms than anybody has), `rate_limited`, `unavailable`.
  [[nodiscard]] flow<state> state_for(user_id who, std::string epoch, std::vector<held_room> held);

 private:
  sync_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> syncs_;
};

}  // namespace webchats::chat
