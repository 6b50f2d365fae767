#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/ports/credential_repository.hpp"
#include "chat/ports/people_repository.hpp"

namespace webchats::chat {

/// Whether somebody may sign in; stored as a number. A deleted account stays as the author of its messages.
enum class account_state : std::uint8_t { active, disabled, deleted };

/// A person as administrators see them.
struct managed_user {
  profile shown;
  std::string email;
  account_state state = account_state::active;
  std::int64_t sessions = 0;
};

/// What an administrator changes of a person.
struct user_change {
  std::optional<server_role> role{};
  std::optional<account_state> state{};  ///< `active` or `disabled`
};

/// One line of the audit log.
struct audit_entry {
  std::int64_t id = 0;
  instant time;
  user actor;           ///< without a name: nobody, the program itself
  std::string action;   ///< "user:role", …
  std::string target;   ///< whom or what: "user 7", "invite 3", …
  std::string details;  ///< JSON
};

/// Stored as a number.
enum class report_state : std::uint8_t { open, resolved, dismissed };

struct report {
  std::int64_t id = 0;
  instant time;
  user reporter;                 ///< id 0: the word filter
  std::optional<message> about;  ///< as it is now; nothing when it is not there any more
  std::string reason;
  report_state state = report_state::open;
  std::optional<user> handled_by{};
};

/// How much there is.
struct storage_use {
  std::int64_t database_bytes = 0;
  std::int64_t files_bytes = 0;
  std::int64_t files = 0;
  std::int64_t messages = 0;
  std::int64_t users = 0;
  std::int64_t rooms = 0;
};

/// Which part of a list; ids go up after `after`, or down before `before`.
struct list_part {
  std::int64_t beyond = 0;  ///< 0: from the beginning
  std::size_t limit = 50;
};

template <class Item>
struct page_of {
  std::vector<Item> items;
  bool more = false;
};

/// What administrators see and do. Every change is one transaction with its line in the audit log; `actor` is judged in
/// it, so that somebody who lost their role a moment ago changes nothing more: `forbidden`.
class administration_repository {
 public:
  virtual ~administration_repository() = default;
  /// Whose name or e-mail holds `words`, by id.
  [[nodiscard]] virtual flow<page_of<managed_user>> users(std::string words, list_part part) = 0;
  /// Refuses with `not_found`, `forbidden` (only the owner makes and unmakes admins), `conflict` (the last owner).
  [[nodiscard]] virtual flow<managed_user> change(user_id actor, user_id who, user_change change, instant now) = 0;
  /// Refuses like `change`.
  [[nodiscard]] virtual flow<void> add_code(user_id actor, one_time_code made, instant now) = 0;
  /// Ends all sessions of a person. Refuses like `change`.
  [[nodiscard]] virtual flow<void> end_sessions(user_id actor, user_id who, instant now) = 0;

  /// Judges, and writes down, that `actor` deletes everything `who` said. Refuses like `change`.
  [[nodiscard]] virtual flow<void> begin_deletion(user_id actor, user_id who, instant now) = 0;

  [[nodiscard]] virtual flow<page_of<room>> rooms(std::string words, list_part part) = 0;
  [[nodiscard]] virtual flow<page_of<audit_entry>> audit(list_part part) = 0;
  [[nodiscard]] virtual flow<storage_use> storage() = 0;

  /// A second report of the same message by the same person, while the first is open, is the first. Refuses with
  /// `not_found`, or as the room does.
  [[nodiscard]] virtual flow<void> add_report(user_id reporter, room_id room, seq_no seq, std::string reason,
                                              instant now) = 0;
  [[nodiscard]] virtual flow<page_of<report>> reports(user_id reader, std::optional<report_state> state,
                                                      list_part part) = 0;
  /// Refuses with `not_found`.
  [[nodiscard]] virtual flow<report> handle_report(user_id actor, std::int64_t id, report_state state, instant now) = 0;
};

}  // namespace webchats::chat
