#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engineio/protocol.hpp"
#include "http/message.hpp"

namespace webchats::engineio {

/// The query parameters that mean something here; the last of several with one name counts. Others (`t`, the
/// application's own) are nobody's business.
struct request_parameters {
  protocol revision = protocol::v3;  ///< `EIO`
  std::optional<transport> wanted;   ///< `transport`; nothing when missing or unknown
  std::string sid;
  enum class base64 : std::uint8_t { no, yes } only_base64 = base64::no;  ///< `b64`
  std::optional<std::string> jsonp_callback;                              ///< digits of `j`; nothing without it

  [[nodiscard]] static request_parameters of(const http::request& request);
};

}  // namespace webchats::engineio
