#include "socketio/disconnect_reason.hpp"

namespace webchats::socketio {

std::string_view to_string(disconnect_reason reason) noexcept {
  switch (reason) {
    case disconnect_reason::transport_error:
      return "transport error";
    case disconnect_reason::transport_close:
      return "transport close";
    case disconnect_reason::forced_close:
      return "forced close";
    case disconnect_reason::ping_timeout:
      return "ping timeout";
    case disconnect_reason::parse_error:
      return "parse error";
    case disconnect_reason::server_shutting_down:
      return "server shutting down";
    case disconnect_reason::forced_server_close:
      return "forced server close";
    case disconnect_reason::overload:
      return "overload";
    case disconnect_reason::rate_limited:
      return "rate limited";
    case disconnect_reason::slow_consumer:
      return "slow consumer";
    case disconnect_reason::client_namespace_disconnect:
      return "client namespace disconnect";
    case disconnect_reason::server_namespace_disconnect:
      return "server namespace disconnect";
  }
  return "unknown";
}

}  // namespace webchats::socketio
