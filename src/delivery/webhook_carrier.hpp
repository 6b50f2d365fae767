#pragma once

#include <string>
#include <string_view>

#include "chat/ports/clock.hpp"
#include "chat/ports/hooks.hpp"
#include "chat/ports/web_client.hpp"
#include "delivery/carrier.hpp"

namespace webchats::delivery {

/// Posts events to the URLs of outgoing hooks, signed. 2xx is delivered, 410 the end of the delivery, anything else a
/// failure.
class webhook_carrier final : public carrier {
 public:
  webhook_carrier(chat::hook_repository& hooks, chat::web_client& client, const chat::clock& time)
      : hooks_(hooks), client_(client), clock_(time) {}

  [[nodiscard]] boost::asio::awaitable<attempt> carry(const chat::delivery& sent) override;

 private:
  chat::hook_repository& hooks_;
  chat::web_client& client_;
  const chat::clock& clock_;
};

}  // namespace webchats::delivery
