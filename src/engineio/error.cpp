#include "engineio/error.hpp"

#include "engineio/protocol.hpp"

namespace webchats::engineio {

std::string_view to_string(codec_failure failure) noexcept {
  switch (failure) {
    case codec_failure::empty:
      return "empty packet";
    case codec_failure::unknown_type:
      return "unknown packet type";
    case codec_failure::bad_length:
      return "bad length";
    case codec_failure::truncated:
      return "truncated packet";
    case codec_failure::bad_base64:
      return "bad base64";
    case codec_failure::bad_utf8:
      return "bad UTF-8";
    case codec_failure::bad_form:
      return "bad form";
  }
  return "unknown failure";
}

std::string codec_error::describe() const { return std::string(to_string(what)) + " at byte " + std::to_string(at); }

std::string_view to_string(close_reason reason) noexcept {
  switch (reason) {
    case close_reason::transport_error:
      return "transport error";
    case close_reason::transport_close:
      return "transport close";
    case close_reason::forced_close:
      return "forced close";
    case close_reason::ping_timeout:
      return "ping timeout";
    case close_reason::parse_error:
      return "parse error";
    case close_reason::server_shutting_down:
      return "server shutting down";
    case close_reason::forced_server_close:
      return "forced server close";
    case close_reason::slow_consumer:
      return "slow consumer";
    case close_reason::rate_limited:
      return "rate limited";
  }
  return "unknown reason";
}

}  // namespace webchats::engineio
