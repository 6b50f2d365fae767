#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace webchats::api {

/// The token of `Authorization: Bearer …` (RFC 6750 §2.1).
[[nodiscard]] std::optional<std::string> bearer_token(const http::request& request);

/// The password of `Authorization: Basic …` (RFC 7617), where the original's guard also looked for a token.
[[nodiscard]] std::optional<std::string> basic_password(const http::request& request);

/// Value of the cookie `name` (RFC 6265 §4.2.1).
[[nodiscard]] std::optional<std::string> cookie(const http::request& request, std::string_view name);

}  // namespace webchats::api
