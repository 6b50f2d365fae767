#pragma once

#include <span>
#include <string_view>

namespace webchats::app {

/// One file of the web page, linked into the binary by cmake/embed.cmake.
/// All views point into read-only data of the program and never dangle.
struct page_file {
  std::string_view path;     ///< below the root of the site, with the leading slash: "/assets/index-4f2a.js"
  std::string_view content;  ///< the bytes as they are
  std::string_view etag;     ///< 32 hex digits of the SHA-256 of `content`, without quotes
  std::string_view brotli;   ///< `content` compressed with Brotli; empty when that did not pay
  std::string_view gzip;     ///< `content` compressed with gzip; empty when that did not pay
};

/// Every file of the page, sorted by path. It always holds "/index.html": the real one, or, in a build made
/// without web/dist, a page that says how to build it.
[[nodiscard]] std::span<const page_file> page_files() noexcept;

}  // namespace webchats::app
