#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/limits.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/invite_repository.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

/// What somebody asks of a new invite; what is not set is as usual.
struct invite_wish {
  std::optional<std::chrono::seconds> lifetime{};
  std::optional<std::int64_t> uses{};
  server_role role = server_role::member;  ///< `member` or `guest`
};

/// An invite with its code, which is shown once.
struct fresh_invite {
  invite made;
  std::string code;
};

/// Invites to the server. One for the process; may be used from any loop.
class invites {
 public:
  invites(invite_repository& repository, const clock& time, const limits& bounds)
      : repository_(repository), clock_(time), limits_(bounds), made_(bounds.invites), look_ups_(bounds.look_ups) {}

  /// Refuses with `forbidden`, `invalid`, `conflict` (too many living ones), `rate_limited`.
  [[nodiscard]] flow<fresh_invite> make(user creator, invite_wish wish);
  /// One's own; whoever manages people sees all.
  [[nodiscard]] flow<std::vector<invite>> list(user asker);
  /// Refuses with `not_found`.
  [[nodiscard]] flow<void> remove(user asker, std::int64_t id);
  /// For whoever has the code. Refuses with `not_found`, `rate_limited`.
  [[nodiscard]] flow<invitation> look_up(std::string code, std::string address);

 private:
  invite_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> made_;
  rate_limiter<std::string> look_ups_;
};

}  // namespace webchats::chat
