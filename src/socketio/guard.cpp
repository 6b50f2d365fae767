#include "socketio/guard.hpp"

#include <string>

#include "base/log.hpp"

namespace webchats::socketio {

void log_handler_failure(std::string_view nsp, std::string_view what) noexcept {
  try {
    std::string line = "socket.io ";
    line.append(nsp).append(": handler of ").append(what).append(" failed: ");
    try {
      throw;
    } catch (const std::exception& error) {
      line += error.what();
    } catch (...) {
      line += "unknown exception";
    }
    base::log(base::log_level::error, line);
  } catch (...) {
    // No memory for a log line: the handler's failure stays local all the same.
  }
}

}  // namespace webchats::socketio
