#pragma once

#include <cstdint>
#include <exception>
#include <string_view>

namespace webchats::socketio {

/// Logs the exception in flight, which left the application's handler of `what` in namespace `nsp`.
void log_handler_failure(std::string_view nsp, std::string_view what) noexcept;

enum class handler_outcome : std::uint8_t { returned, threw };

/// Runs one handler of the application. What it throws ends neither the connection nor the other handlers.
template <typename Action>
handler_outcome guarded(std::string_view nsp, std::string_view what, Action&& action) noexcept {
  try {
    action();
    return handler_outcome::returned;
  } catch (...) {
    log_handler_failure(nsp, what);
    return handler_outcome::threw;
  }
}

}  // namespace webchats::socketio
