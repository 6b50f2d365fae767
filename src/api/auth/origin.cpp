#include "api/auth/origin.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace webchats::api {

origin origin_of(const http::request& request, std::span<const std::string> allowed) {
  const auto said = request.header("origin");
  if (!said) {
    const auto site = request.header("sec-fetch-site").value_or("none");
    return site == "none" || site == "same-origin" ? origin::own : origin::foreign;
  }
  if (std::ranges::any_of(allowed, [&](const auto& one) { return one == "*" || http::iequals(one, *said); })) return origin::own;

  // The scheme is not compared: behind a proxy only the proxy knows it. "null" has no "://" and matches no host.
  const auto scheme = said->find("://");
  const auto host = request.header("host");
  if (scheme == std::string_view::npos || !host) return origin::foreign;
  return http::iequals(said->substr(scheme + 3), *host) ? origin::own : origin::foreign;
}

}  // namespace webchats::api
