#pragma once

#include <span>
#include <string_view>

#include "http/message.hpp"

namespace webchats::http {

/// One file linked into the program by cmake/embed.cmake. All views point into read-only data and never dangle.
struct embedded_file {
  std::string_view path;     ///< with the leading slash: "/assets/index-4f2a.js"
  std::string_view content;  ///< the bytes as they are
  std::string_view etag;     ///< 32 hex digits of the SHA-256 of `content`, without quotes
  std::string_view brotli;   ///< `content` compressed with Brotli; empty when there is no such form
  std::string_view gzip;     ///< `content` compressed with gzip; empty when there is no such form
};

/// The file with this path among `files`, which are sorted by path; or null.
[[nodiscard]] const embedded_file* find_embedded(std::span<const embedded_file> files, std::string_view path) noexcept;

/// Answers a GET or HEAD with `file`: 304 when the client has it, compressed when the client takes that.
[[nodiscard]] response serve_embedded(const request& asked, const embedded_file& file, std::string_view cache_control);

}  // namespace webchats::http
