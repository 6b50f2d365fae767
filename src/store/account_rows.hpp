#pragma once

#include <string>
#include <vector>

#include "chat/ports/repository.hpp"
#include "store/time.hpp"
#include "store/writer.hpp"

/// People and sessions as rows: what the stores about people share.
namespace webchats::store {

/// What others see of somebody; without a name when there is no such person.
[[nodiscard]] chat::user face_of(connection& sql, chat::user_id who);

/// What somebody sees of themselves. Refuses with `not_found`.
[[nodiscard]] chat::outcome<chat::account> account_of(connection& sql, chat::user_id user);

/// Who has a session: by its id, or by the hash of its token. Refuses with `not_found`.
[[nodiscard]] chat::outcome<chat::stored_session> session_of(connection& sql, chat::session_id wanted);
[[nodiscard]] chat::outcome<chat::stored_session> session_of(connection& sql, const std::string& token_hash);

/// Somebody's sessions, the ones used last first.
[[nodiscard]] std::vector<chat::session> sessions_of(connection& sql, chat::user_id user);

/// Stores a person with their first session. Refuses with `taken`, and as `refuse_name`. Guests are in no room until
/// somebody lets them in; everybody else is in every room that is for everybody.
[[nodiscard]] chat::outcome<chat::stored_session> insert_account(write_context& context, const chat::new_account& who,
                                                                 const chat::new_session& first,
                                                                 chat::server_role role);

/// Stores a session of somebody who is active; the least recently used ones give way. Refuses with
/// `wrong_credentials`.
[[nodiscard]] chat::outcome<chat::opened_session> insert_session(write_context& context, chat::user_id user,
                                                                 const chat::new_session& opened);

/// Ends a session of somebody; answers the hash of its token. Refuses with `not_found`.
[[nodiscard]] chat::outcome<std::string> end_session(write_context& context, chat::user_id user, chat::session_id ended,
                                                     chat::revocation why);

/// Ends the sessions of somebody, but `keep`.
void end_sessions(write_context& context, chat::user_id user, chat::session_id keep, chat::revocation why);

/// Dooms what was stored as somebody's avatar, and nothing else: the one they registered with may be another's.
void doom_avatar(connection& sql, chat::user_id user, chat::instant now);

/// Who hears that somebody changed: a change that others do not see must not tell them that somebody is there.
enum class told_to : std::uint8_t { everybody, themselves };

/// Tells everybody who shares a room with somebody, and their own connections, how they look now; or the latter alone.
/// Refuses with `not_found`.
[[nodiscard]] chat::outcome<chat::account> tell_account(write_context& context, chat::user_id user,
                                                        told_to whom = told_to::everybody);

}  // namespace webchats::store
