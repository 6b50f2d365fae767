#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/shared_buffer.hpp"
#include "http/message.hpp"

namespace webchats::http {

/// Stored bytes to be served: a file of the page, an uploaded picture.
struct entity {
  base::shared_buffer bytes;
  std::string_view content_type;
  std::string_view etag;                  ///< opaque text without quotes; empty = none
  std::string_view cache_control;         ///< empty = none
  std::shared_ptr<body_source> source{};  ///< what is too large for `bytes`, instead of them
};

/// Answers a GET or HEAD for `stored`: 304 when the client has it (If-None-Match), 206 for one byte range (Range,
/// If-Range), 416 for a range outside, else 200. RFC 9110 §13, §14. Several ranges at once are answered with the whole.
[[nodiscard]] response serve_entity(const request& asked, const entity& stored);

/// `If-None-Match` lists `etag` (weak comparison), or is `*`.
[[nodiscard]] bool matches_etag(std::string_view if_none_match, std::string_view etag);

/// Content-Disposition for a download called `file_name` (RFC 6266): an ASCII form and the UTF-8 one.
[[nodiscard]] std::string attachment(std::string_view file_name);

}  // namespace webchats::http
