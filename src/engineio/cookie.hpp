#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace webchats::engineio {

/// A cookie that holds the session id, for balancers that keep a client on one server by it (RFC 6265). The server
/// itself never reads it. Defaults are those of the reference server.
struct cookie_options {
  enum class flag : std::uint8_t { off, on };
  enum class same_site_mode : std::uint8_t { strict, lax, none };  ///< browsers take `none` only with `secure`

  std::string name = "io";
  std::string path = "/";
  flag http_only = flag::on;
  flag secure = flag::off;
  std::optional<same_site_mode> same_site = same_site_mode::lax;
  std::optional<std::chrono::seconds> max_age = {};  ///< nothing = until the browser ends
};

/// The value of Set-Cookie. Throws std::invalid_argument when the options cannot stand in one.
[[nodiscard]] std::string set_cookie(const cookie_options& cookie, std::string_view value);

}  // namespace webchats::engineio
