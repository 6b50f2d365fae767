#include "socketio/ack_result.hpp"

namespace webchats::socketio {

std::string_view to_string(ack_failure failure) noexcept {
  switch (failure) {
    case ack_failure::timed_out:
      return "operation has timed out";
    case ack_failure::disconnected:
      return "socket has been disconnected";
    case ack_failure::too_many:
      return "too many acknowledgements are awaited";
  }
  return "unknown";
}

}  // namespace webchats::socketio
