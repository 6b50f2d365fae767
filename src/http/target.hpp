#pragma once

#include "http/message.hpp"

namespace webchats::http {

/// Splits `head.target` into `path` (decoded, safe) and `query`. Returns 0, or the status to refuse the request with:
/// 400, 404 for a path that no resource has, 204 for `OPTIONS *`. An absolute target (RFC 9112 §3.2.2) must name the
/// same server as the Host header.
[[nodiscard]] unsigned resolve_target(request& head);

}  // namespace webchats::http
