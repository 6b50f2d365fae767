#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "http/message.hpp"

namespace webchats::api {

/// Who a browser says is behind a request.
enum class origin : std::uint8_t {
  own,      ///< our page, or no browser at all
  foreign,  ///< a page of another site
};

/// Judges by `Origin` against `Host`, and by `Sec-Fetch-Site` when there is no `Origin`. `allowed` lists other origins that
/// count as own; "*" means all. A request that changes state and comes from a foreign page is refused, whatever token it
/// carries: the original's clients put theirs where a page of another site can (threat model, CSRF).
[[nodiscard]] origin origin_of(const http::request& request, std::span<const std::string> allowed);

}  // namespace webchats::api
