#pragma once

#include <optional>
#include <string>
#include <string_view>

/// RFC 4648, by libsodium. Pure.
namespace webchats::base {

/// With padding, in one line.
[[nodiscard]] std::string base64(std::string_view bytes);

/// With the alphabet of URLs and file names, without padding.
[[nodiscard]] std::string base64url(std::string_view bytes);

/// The bytes of it, with or without padding; nothing when `text` is none.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace webchats::base
