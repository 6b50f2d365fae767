#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "chat/accounts.hpp"
#include "chat/ports/credential_repository.hpp"

namespace webchats::chat {

/// Changes of passwords, and what else asks for one again. One for the process; may be used from any loop.
class passwords {
 public:
  passwords(accounts& people, credential_repository& repository, password_hasher& hasher, const clock& time,
            const limits& bounds)
      : accounts_(people),
        repository_(repository),
        hasher_(hasher),
        clock_(time),
        limits_(bounds),
        resets_(bounds.password_resets) {}

  /// Sets a new password and ends all other sessions. Refuses with `invalid`, and as `accounts::prove` does.
  [[nodiscard]] flow<void> change(identity who, std::string old, std::string chosen, std::string address);
  /// Sets a new password by a code that was given out, ends all sessions and opens one. Refuses with `invalid`, `gone`,
  /// `rate_limited`.
  [[nodiscard]] flow<signed_in> reset(std::string code, std::string chosen, std::string device, std::string address);
  /// Ends all other sessions.
  [[nodiscard]] flow<void> end_other_sessions(identity who);
  /// Empties the account. Refuses as `accounts::prove` does, and with `conflict` for the last owner of the server.
  [[nodiscard]] flow<void> delete_account(identity who, std::string password, std::string address);

 private:
  accounts& accounts_;
  credential_repository& repository_;
  password_hasher& hasher_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<std::string> resets_;
};

/// Checks a new password: `shortest` to `longest` characters, and none that everybody tries first.
[[nodiscard]] std::optional<invalid> check_password(std::string_view password, std::size_t shortest,
                                                    std::size_t longest);

}  // namespace webchats::chat
