#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chat/ports/push.hpp"
#include "chat/ports/web_client.hpp"
#include "delivery/address_guard.hpp"
#include "delivery/push_crypto.hpp"

namespace webchats::delivery {

/// How soon a device is woken (RFC 8030, 5.3).
enum class urgency : std::uint8_t { normal, high };

/// What this server says to push services: who it is, and what they may carry. Immutable; any thread.
class push_door final : public chat::push_service {
 public:
  /// `key` is the text of a p256_key; `contact`, a mailto: or https: URL, is whom a push service may ask. Plain http is
  /// for the addresses alone that `guard` was told of. Throws std::invalid_argument.
  push_door(std::string_view key, std::string contact, address_guard guard);

  [[nodiscard]] std::string_view public_key() const noexcept override { return public_key_; }
  [[nodiscard]] bool may_reach(std::string_view endpoint) const override;
  [[nodiscard]] bool can_seal_for(const chat::push_target& to) const override;

  /// The request that brings `plain` to `to`: kept for `lifetime` by the service, and instead of what it has of the
  /// same `topic`, at most 32 characters of base64url. Nothing when the target is none.
  [[nodiscard]] std::optional<chat::web_request> request_for(const chat::push_target& to, std::string_view plain,
                                                             std::string_view topic, urgency how,
                                                             std::chrono::seconds lifetime, chat::instant now) const;

 private:
  const p256_key key_;
  const std::string public_key_;
  const std::string contact_;
  const address_guard guard_;
};

}  // namespace webchats::delivery
