#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace webchats::http {

enum class path_error {
  malformed,  ///< broken escape, NUL or another control character, invalid UTF-8 → 400
  forbidden,  ///< `.`, `..`, an empty segment, a backslash or an encoded slash: no resource has such a name → 404
};

/// The path of a request target, percent-decoded once. What comes out starts with '/', is UTF-8 and has no `.`, `..`
/// or empty segment (a slash at the end stays). Clients resolve dots themselves, so a path with them is refused, not
/// resolved.
[[nodiscard]] std::expected<std::string, path_error> normalise_path(std::string_view raw);

}  // namespace webchats::http
