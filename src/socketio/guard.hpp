#pragma once

#include <exception>
#include <string_view>

namespace webchats::socketio {

/// Logs the exception in flight, which left the application's handler of `what` in namespace `nsp`.
void log_handler_failure(std::string_view nsp, std::string_view what) noexcept;

/// Runs one handler of the application. What it throws ends neither the connection nor the other handlers.
template <typename Action>
void guarded(std::string_view nsp, std::string_view what, Action&& action) noexcept {
  try {
    action();
  } catch (...) {
    log_handler_failure(nsp, what);
  }
}

}  // namespace webchats::socketio
