#include "http/path.hpp"

#include <algorithm>
#include <utility>
#include <simdjson.h>

#include "http/query.hpp"

namespace webchats::http {

std::expected<std::string, path_error> normalise_path(std::string_view raw) {
  if (!raw.starts_with('/')) return std::unexpected(path_error::malformed);
  auto path = percent_decode(raw, plus_sign::literal);
  if (!path) return std::unexpected(path_error::malformed);
  if (std::ranges::any_of(*path, [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    return std::unexpected(path_error::malformed);
  }
  if (!simdjson::validate_utf8(*path)) return std::unexpected(path_error::malformed);
  // Decoding must not make separators: the raw text and the result have the same segments.
  if (std::ranges::count(*path, '/') != std::ranges::count(raw, '/') || path->contains('\\')) {
    return std::unexpected(path_error::forbidden);
  }
  std::string_view rest = std::string_view(*path).substr(1);
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    if (segment.empty() || segment == "." || segment == "..") return std::unexpected(path_error::forbidden);
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  }
  return *std::move(path);
}

}  // namespace webchats::http
