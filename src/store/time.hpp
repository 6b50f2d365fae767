#pragma once

#include <chrono>
#include <cstdint>

#include "chat/types.hpp"

namespace webchats::store {

/// Times are stored as milliseconds since the epoch.
[[nodiscard]] inline std::int64_t to_milliseconds(chat::instant time) noexcept {
  return time.time_since_epoch().count();
}
[[nodiscard]] inline chat::instant to_instant(std::int64_t milliseconds) noexcept {
  return chat::instant(std::chrono::milliseconds(milliseconds));
}

}  // namespace webchats::store
