#pragma once

#include <functional>
#include <string>
#include <utility>

#include "chat/ports/clock.hpp"
#include "chat/ports/push.hpp"
#include "chat/ports/web_client.hpp"
#include "delivery/carrier.hpp"
#include "delivery/push_door.hpp"

namespace webchats::delivery {

/// Tells devices what is new in a room, if by then there is something to tell, the person is away and wants it. 2xx is
/// delivered; 404 and 410 end the subscription; anything else is a failure.
class push_carrier final : public carrier {
 public:
  /// Whether nobody looks at the screens of a person; any thread.
  using absence = std::function<bool(chat::user_id)>;

  push_carrier(chat::push_repository& subscriptions, chat::web_client& client, const push_door& door, absence away,
               const chat::clock& time)
      : subscriptions_(subscriptions), client_(client), door_(door), away_(std::move(away)), clock_(time) {}

  [[nodiscard]] boost::asio::awaitable<attempt> carry(const chat::delivery& sent) override;
  [[nodiscard]] bool keeps_dead() const noexcept override { return false; }

 private:
  chat::push_repository& subscriptions_;
  chat::web_client& client_;
  const push_door& door_;
  const absence away_;
  const chat::clock& clock_;
};

/// What a device is told, as JSON (docs/protocol.md). Long texts are cut.
[[nodiscard]] std::string push_payload(const chat::due_push& told);

}  // namespace webchats::delivery
