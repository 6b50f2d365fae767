#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/accounts.hpp"
#include "chat/permissions.hpp"
#include "chat/ports/administration_repository.hpp"
#include "chat/ports/message_change_repository.hpp"

namespace webchats::chat {

/// A one-time code for a new password, shown once.
struct fresh_code {
  std::string code;
  instant expires;
};

/// What owner, admins and moderators do. Everything refuses with `forbidden` whoever may not.
/// One for the process; may be used from any loop.
class administration {
 public:
  administration(accounts& known, administration_repository& repository, message_change_repository& messages,
                 const clock& time, const limits& bounds)
      : accounts_(known),
        repository_(repository),
        messages_(messages),
        clock_(time),
        limits_(bounds),
        reports_(bounds.reports) {}

  [[nodiscard]] flow<page_of<managed_user>> users(user actor, std::string words, list_part part);
  /// Refuses with `not_found`, `conflict` (the last owner stays), `invalid` (nobody becomes a bot).
  [[nodiscard]] flow<managed_user> change(user actor, user_id who, user_change change);
  [[nodiscard]] flow<fresh_code> reset_password(user actor, user_id who);
  [[nodiscard]] flow<void> end_sessions(user actor, user_id who);
  /// Deletes everything somebody said, and tells how many messages it was; moderators too, but not of admins.
  [[nodiscard]] flow<std::int64_t> delete_messages(user actor, user_id who);
  [[nodiscard]] flow<page_of<room>> rooms(user actor, std::string words, list_part part);
  [[nodiscard]] flow<page_of<audit_entry>> audit(user actor, list_part part);
  [[nodiscard]] flow<storage_use> storage(user actor);

  /// For every member of the room. Refuses with `not_found`, `invalid`, `rate_limited`, and as the room does.
  [[nodiscard]] flow<void> report(user reporter, room_id room, seq_no seq, std::string reason);
  [[nodiscard]] flow<page_of<chat::report>> reports(user actor, std::optional<report_state> state, list_part part);
  [[nodiscard]] flow<chat::report> handle_report(user actor, std::int64_t id, report_state state);

 private:
  accounts& accounts_;
  administration_repository& repository_;
  message_change_repository& messages_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> reports_;
};

}  // namespace webchats::chat
