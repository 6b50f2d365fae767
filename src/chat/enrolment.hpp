#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "chat/accounts.hpp"
#include "chat/ports/credential_repository.hpp"
#include "chat/settings.hpp"

namespace webchats::chat {

/// How people become people: the first account, registration as the settings allow it, and invites.
/// One for the process; may be used from any loop.
class enrolment {
 public:
  /// `setup_code`: lets somebody become the owner, once; empty when there is one. `owned` is called when it was used,
  /// on the thread of the caller.
  enrolment(accounts& people, credential_repository& repository, const settings& chosen, std::string setup_code,
            std::function<void()> owned);

  /// Nobody owns the server yet.
  [[nodiscard]] bool awaits_owner() const noexcept { return awaits_owner_; }

  /// Makes the first account, or the account with these credentials, the owner. Refuses with `not_found` when there is
  /// one already, `invalid{code, unknown}`, and as registration and login do.
  [[nodiscard]] flow<signed_in> set_up(std::string code, registration who);

  /// Refuses with `forbidden` when registration is not for everybody and `invite` is empty, with `gone` when the invite
  /// does not let anybody in, and as `accounts::sign_up` does.
  [[nodiscard]] flow<signed_in> sign_up(registration who, std::string invite);

 private:
  accounts& accounts_;
  credential_repository& repository_;
  const settings& settings_;
  std::string setup_code_;  ///< hash
  std::atomic<bool> awaits_owner_;
  std::function<void()> owned_;
};

/// A code that people can type: 20 letters and digits in groups, 100 random bits.
[[nodiscard]] std::string make_code();
/// What of a typed code counts: hyphens, spaces and case do not.
[[nodiscard]] std::string code_hash(std::string_view typed);

}  // namespace webchats::chat
