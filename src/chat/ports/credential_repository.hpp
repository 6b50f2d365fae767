#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/ports/repository.hpp"

namespace webchats::chat {

/// What a one-time code is good for; stored as a number.
enum class code_purpose : std::uint8_t { new_password };

struct one_time_code {
  std::string hash;
  code_purpose purpose = code_purpose::new_password;
  user_id user;
  instant expires;
};

/// Somebody has forgotten the password of this e-mail.
struct new_password_wish {
  std::string email;     ///< normalised; perhaps nobody has it
  std::string language;  ///< of who asked: "zh-CN", "zh-TW", "en"
  instant time;
};

/// Who gets in: the first account, invited ones, new passwords, and the end of an account.
class credential_repository {
 public:
  virtual ~credential_repository() = default;

  /// As `account_repository::add`; the person owns the server. Refuses with `not_found` when somebody does already.
  [[nodiscard]] virtual flow<stored_session> add_owner(new_account who, new_session first) = 0;
  /// Somebody who has an account becomes the owner. Refuses with `not_found` when there is one.
  [[nodiscard]] virtual flow<void> make_owner(user_id who, instant now) = 0;
  /// As `account_repository::add`, and one use of an invite to the server, which gives the role. Refuses with `gone`.
  [[nodiscard]] virtual flow<stored_session> add_invited(new_account who, new_session first,
                                                         std::string invite_hash) = 0;

  /// Ends all sessions of the person but `keep`.
  [[nodiscard]] virtual flow<void> set_password(user_id who, std::string hash, session_id keep, instant now) = 0;
  /// Ends all sessions of the person but `keep`.
  [[nodiscard]] virtual flow<void> end_sessions(user_id who, session_id keep, revocation why) = 0;
  /// Puts a letter into the outbox, whoever has the e-mail; beyond a number that waits it is let go.
  [[nodiscard]] virtual flow<void> ask_new_password(new_password_wish wish) = 0;
  /// Stores a code for the active person who has this e-mail, beside codes that hold still; `made.user` does not
  /// count. Refuses with `not_found`.
  [[nodiscard]] virtual flow<account> give_code(std::string email, one_time_code made, instant now) = 0;
  /// Uses up a code: sets the password, ends all sessions, opens one. Refuses with `gone`.
  [[nodiscard]] virtual flow<opened_session> reset_password(std::string code_hash, std::string hash,
                                                            new_session opened) = 0;
  /// Empties the account: no sessions, no rooms but direct ones, no name; its messages stay. Refuses with `conflict`
  /// for the last owner of the server.
  [[nodiscard]] virtual flow<void> erase(user_id who, instant now) = 0;
};

}  // namespace webchats::chat
