#pragma once

#include "chat/mails.hpp"
#include "chat/ports/mail.hpp"
#include "delivery/carrier.hpp"

namespace webchats::delivery {

/// Sends the letters that the outbox asks for. One that nobody is to get, that is too old, or that the mail server will
/// never take is dropped: whoever waits for it asks again.
class mail_carrier final : public carrier {
 public:
  mail_carrier(chat::mails& letters, chat::mailer& way) : letters_(letters), way_(way) {}

  [[nodiscard]] boost::asio::awaitable<attempt> carry(const chat::delivery& sent) override;

 private:
  chat::mails& letters_;
  chat::mailer& way_;
};

}  // namespace webchats::delivery
