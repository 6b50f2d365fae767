#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// Lets people in who know its code. Only the code's hash is stored.
struct invite {
  std::int64_t id = 0;
  user_id creator;
  server_role role = server_role::member;  ///< what an invited person becomes
  instant created;
  instant expires;
  std::int64_t uses_left = 0;
};

struct new_invite {
  std::string code_hash;
  user_id creator;
  server_role role = server_role::member;
  instant created;
  instant expires;
  std::int64_t uses = 1;
  std::size_t most = 100;  ///< living ones of this person; beyond, `conflict`
};

/// What somebody who has a code is told before they register.
struct invitation {
  std::string inviter;  ///< name
  std::optional<std::string> room{};
  bool valid = false;
};

/// Invites to the server.
class invite_repository {
 public:
  virtual ~invite_repository() = default;
  [[nodiscard]] virtual flow<invite> add(new_invite made) = 0;
  /// Those that still let somebody in: of one person, or of everybody.
  [[nodiscard]] virtual flow<std::vector<invite>> living(std::optional<user_id> creator, instant now) = 0;
  /// `only_of`: nothing when anybody's may be removed. Refuses with `not_found`.
  [[nodiscard]] virtual flow<void> remove(std::int64_t id, std::optional<user_id> only_of, user_id actor,
                                          instant now) = 0;
  /// Refuses with `not_found`.
  [[nodiscard]] virtual flow<invitation> look_up(std::string code_hash, instant now) = 0;
};

}  // namespace webchats::chat
