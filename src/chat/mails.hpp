#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/accounts.hpp"
#include "chat/limits.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/credential_repository.hpp"
#include "chat/ports/mail.hpp"
#include "chat/ports/outbox.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/settings.hpp"

namespace webchats::chat {

/// What is sent by mail. One for the process; may be used from any loop.
class mails {
 public:
  /// `way`: null when this server sends no mail. `page`: the address people reach the page at, without a slash at its
  /// end.
  mails(mailer* way, const letter_writer& words, credential_repository& repository, const settings& chosen,
        std::string page, const clock& time, const limits& bounds);

  /// Whether this server sends mail.
  [[nodiscard]] bool sends() const noexcept { return way_ != nullptr; }

  /// Somebody has forgotten a password: whoever has this e-mail gets a code for a new one. Whether anybody has it is
  /// found out when the mail is sent, so the answer and its time are the same for every e-mail. `spoken` is the
  /// language of who asked, for people who have chosen none. Refuses with `rate_limited` (by `address`), `unavailable`.
  [[nodiscard]] flow<void> forgotten_password(std::string email, language spoken, std::string address);

  /// The letter that a delivery of the outbox asks for; with a code made now, so that the outbox holds none. Refuses
  /// with `not_found` when there is nobody to write to, with `gone` when it is too late, and with `unavailable`.
  [[nodiscard]] flow<letter> letter_of(const delivery& asked);

  /// Sends `me` a mail, and waits for what the mail server says to it: nothing when it has taken it. Refuses with
  /// `forbidden`, `not_found` (this server sends no mail), `rate_limited`.
  [[nodiscard]] flow<std::optional<mail_failure>> send_trial(account me, language spoken);

 private:
  mailer* const way_;
  const letter_writer& words_;
  credential_repository& repository_;
  const settings& settings_;
  const std::string page_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<std::string> asked_by_;   ///< addresses of the network
  rate_limiter<std::string> asked_for_;  ///< e-mails, whether anybody has them or not
  rate_limiter<user_id> trials_;
};

/// The language a letter is written in: the person's own choice, a tag or empty, else that of who asked.
[[nodiscard]] language letter_language(std::string_view chosen, language spoken) noexcept;

}  // namespace webchats::chat
