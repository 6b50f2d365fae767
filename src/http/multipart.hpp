#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace webchats::http {

/// One part of a `multipart/form-data` body. Names are what the client says: a file name is never a path to be used.
struct form_part {
  std::string name;          ///< of the form field
  bool is_file = false;      ///< the part has a file name, possibly an empty one (no file was chosen)
  std::string file_name;     ///< as claimed
  std::string content_type;  ///< as claimed; empty when none was given
  std::string_view content;  ///< within the body that was parsed
};

/// Why a body cannot be split.
enum class multipart_error : std::uint8_t {
  not_multipart,  ///< the content type is another one, or has no usable boundary
  malformed,      ///< no closing boundary, or a part without a proper head
  too_many_parts,
};

/// Bounds of what a body is split into.
struct multipart_limits {
  std::size_t parts = 64;                         ///< more is an error
  std::size_t part_head = std::size_t{4} * 1024;  ///< bytes of one part's headers
};

/// Splits a whole body (RFC 7578). The result refers to `body`. Parts come in the order sent; any order is fine.
[[nodiscard]] std::expected<std::vector<form_part>, multipart_error> parse_multipart(
    std::string_view content_type, std::string_view body, const multipart_limits& limits = {});

/// Value of a parameter such as `boundary` in `type/subtype; name=value; name="value"`, unquoted; empty when absent.
[[nodiscard]] std::string header_parameter(std::string_view value, std::string_view name);

}  // namespace webchats::http
