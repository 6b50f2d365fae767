#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/invite_repository.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

/// What a link is to be like.
struct invite_plan {
  std::optional<room_id> room{};  ///< nothing: to the server
  std::optional<std::chrono::seconds> lasting{};
  std::optional<std::int64_t> uses{};      ///< nothing: as many as come
  server_role role = server_role::member;  ///< member or guest, of accounts that are made with it
};

/// A link and its code, which is shown this once and stored nowhere.
struct made_invite {
  chat::invite invite;
  std::string code;
};

/// Links by which people come. One for the process; may be used from any loop.
class invites {
 public:
  invites(invite_repository& repository, const clock& time, const limits& bounds);

  /// Refuses with `invalid`, `forbidden`, `not_found`, `conflict` (archived), `muted`, `rate_limited`.
  [[nodiscard]] flow<made_invite> make(user_id creator, invite_plan plan);
  /// Those that `asker` may end.
  [[nodiscard]] flow<std::vector<invite>> list(user_id asker);
  [[nodiscard]] flow<void> end(user_id asker, invite_id ended);
  /// For anybody who has the code. Refuses with `not_found`.
  [[nodiscard]] flow<invite_face> look(std::string code);
  /// Joins the room of a link. Refuses with `not_found`, `gone`, `forbidden`, `conflict`, `rate_limited`.
  [[nodiscard]] flow<joined_room> join(user_id who, std::string code);

 private:
  invite_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> changes_;
};

}  // namespace webchats::chat
