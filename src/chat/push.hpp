#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "chat/limits.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/push.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

/// What is wrong with a target.
enum class push_fault : std::uint8_t { endpoint, keys };

/// Who is told of messages while their page is closed. One for the process; any loop.
class push {
 public:
  static constexpr std::size_t longest_endpoint = 1'024;  ///< bytes

  push(push_repository& repository, const push_service& service, const clock& time, const limits& bounds);

  /// With what a browser subscribes, base64url.
  [[nodiscard]] std::string_view public_key() const noexcept { return service_.public_key(); }
  /// Why nothing can be pushed to `to`, as far as that can be told without asking its service.
  [[nodiscard]] std::optional<push_fault> fault_of(const push_target& to) const;
  /// Subscribes the session of `who`, instead of what it had. Refuses with `invalid`, `rate_limited`.
  [[nodiscard]] flow<void> subscribe(const identity& who, push_target to, push_text text);
  /// Ends it; also when there is none.
  [[nodiscard]] flow<void> unsubscribe(const identity& who);
  /// What the session of `who` has. Refuses with `not_found`.
  [[nodiscard]] flow<push_subscription> of(const identity& who);

 private:
  push_repository& repository_;
  const push_service& service_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> changes_;
};

}  // namespace webchats::chat
