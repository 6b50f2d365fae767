#pragma once

#include "chat/digests.hpp"
#include "chat/ports/mail.hpp"
#include "delivery/carrier.hpp"

namespace webchats::delivery {

/// Sends the digests that the outbox asks for, if by then there is something to tell. One that the mail server will
/// never take is dropped.
class digest_carrier final : public carrier {
 public:
  digest_carrier(chat::digests& letters, chat::mailer& way) : letters_(letters), way_(way) {}

  [[nodiscard]] boost::asio::awaitable<attempt> carry(const chat::delivery& sent) override;
  [[nodiscard]] bool keeps_dead() const noexcept override { return false; }

 private:
  chat::digests& letters_;
  chat::mailer& way_;
};

}  // namespace webchats::delivery
