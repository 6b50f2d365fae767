#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/limits.hpp"
#include "chat/login_guard.hpp"
#include "chat/notices.hpp"
#include "chat/outcome.hpp"
#include "chat/password_hasher.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/login_journal.hpp"
#include "chat/ports/repository.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/session_cache.hpp"
#include "chat/types.hpp"
#include "chat/word_screen.hpp"

namespace webchats::chat {

struct registration {
  std::string email;
  std::string password;
  std::string name;    ///< empty: the part of the e-mail before the @, with a number when somebody is called so
  std::string avatar;  ///< empty, a URL path, or an http(s) URL (with or without scheme)
  std::string device;
  std::string address;                ///< IP of the client
  std::size_t shortest_password = 8;  ///< characters; a matter of the contract
};

struct credentials {
  std::string email;
  std::string password;
  std::string device;
  std::string address;  ///< IP of the client
};

struct signed_in {
  account me;
  chat::session session;
  std::string token;  ///< shown once; only its hash is stored
};

/// Whose tokens are taken: whoever does not look at the bounds of a bot's token must not take it.
enum class tokens : std::uint8_t { of_people, of_bots_too };

/// People and their sessions. One for the process; may be used from any loop.
class accounts {
 public:
  /// `words` judges the names of who registers.
  accounts(account_repository& repository, password_hasher& hasher, const clock& time, const limits& bounds,
           const word_screen& words = word_screen::nothing());

  /// How a person whose registration is in order is stored: as `account_repository::add`, and under what conditions.
  using adding = std::function<flow<stored_session>(new_account, new_session)>;

  /// Refuses with `invalid`, `blocked_word`, `taken`, `rate_limited`, `unavailable`, and as `add` does.
  [[nodiscard]] flow<signed_in> sign_up(registration who, adding add);
  /// The same for whoever asks.
  [[nodiscard]] flow<signed_in> sign_up(registration who);

  /// Whose e-mail and password these are. Refuses with `wrong_credentials`, `rate_limited` (even with the right
  /// password), `unavailable`. An unknown e-mail costs as much time as a wrong password.
  [[nodiscard]] flow<user_id> prove(std::string email, std::string password, std::string address);
  /// A session of somebody who was proved.
  [[nodiscard]] flow<signed_in> open_session(user_id user, std::string device);

  /// Refuses with `invalid` (a field is missing), and as `prove`.
  [[nodiscard]] flow<signed_in> sign_in(credentials who);

  /// Who a token belongs to; refuses with `unauthorized` or `unavailable`. Answers without a thread hop when the token
  /// was seen lately.
  [[nodiscard]] flow<identity> authenticate(std::string token, tokens taken = tokens::of_people);
  /// The same for people, when memory knows; nothing when only the database can tell.
  [[nodiscard]] std::optional<identity> recall(std::string_view token);

  [[nodiscard]] flow<std::vector<session>> sessions(user_id user);
  /// Ends a session of `user`; its sockets hear of it by `session_revoked`. Refuses with `not_found`.
  [[nodiscard]] flow<void> revoke(user_id user, session_id ended, revocation why = revocation::revoked);

  /// What is known of this user is read again: something changed, or sessions of theirs ended.
  void forget(user_id user) { cache_.forget_user(user); }
  /// Failed logins are written to `journal`, and those that are there count. Before the first login.
  void keep_failures(login_journal& journal) { guard_.keep_in(journal, clock_); }
  /// The session that `sign_up` and `open_session` open; for who stores one by itself.
  [[nodiscard]] new_session planned_session(std::string_view token, std::string_view device) const;
  [[nodiscard]] instant time() const { return clock_.now(); }

  /// Changes the avatar to an image that was stored before.
  [[nodiscard]] flow<account> set_avatar(user_id user, std::string url);

 private:
  /// The identity of a cached session, unless it is expired; writes `last_used` now and then.
  [[nodiscard]] outcome<identity> admit(const std::string& token_hash, session_cache::entry found, tokens taken);

  account_repository& repository_;
  password_hasher& hasher_;
  const clock& clock_;
  const limits& limits_;
  const word_screen& words_;
  session_cache cache_;
  login_guard guard_;
  rate_limiter<std::string> registrations_;
};

}  // namespace webchats::chat
