#include "http/multipart.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "http/text.hpp"

namespace webchats::http {
namespace {

/// Takes one parameter value, quoted or not, off the front of `rest`. Browsers escape a quote in a name as %22, curl as
/// \".
std::string take_value(std::string_view& rest) {
  std::string value;
  if (!rest.starts_with('"')) {
    const std::string_view token = rest.substr(0, rest.find(';'));
    rest.remove_prefix(token.size());
    return std::string(trim(token));
  }
  std::size_t i = 1;
  for (; i < rest.size() && rest[i] != '"'; ++i) {
    const bool escaped = rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\');
    value += rest[escaped ? ++i : i];
  }
  rest.remove_prefix(std::min(i + 1, rest.size()));
  return value;
}

std::optional<std::string> find_parameter(std::string_view value, std::string_view name) {
  std::string_view rest = value.substr(std::min(value.find(';'), value.size()));
  while (!rest.empty()) {
    rest.remove_prefix(1);  // ';'
    const std::size_t stop = std::min(rest.find_first_of("=;"), rest.size());
    const std::string_view key = trim(rest.substr(0, stop));
    rest.remove_prefix(stop);
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    std::string found = take_value(rest);
    if (iequals(key, name)) return found;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  }
  return std::nullopt;
}

bool is_boundary(std::string_view text) {
  // RFC 2046 §5.1.1.
  constexpr std::string_view marks = "'()+_,-./:=? ";
  return !text.empty() && text.size() <= 70 && text.back() != ' ' && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.contains(c);
  });
}

/// Reads the headers of one part. False when there is no Content-Disposition with a name, or a line is not a header.
bool read_part_head(std::string_view head, form_part& part) {
  bool named = false;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim(line.substr(colon + 1));
    if (iequals(name, "content-type")) part.content_type = value;
    if (!iequals(name, "content-disposition")) continue;
    if (!iequals(trim(value.substr(0, value.find(';'))), "form-data")) return false;
    const auto field = find_parameter(value, "name");
    if (!field || named) return false;
    named = true;
    part.name = *field;
    if (auto file = find_parameter(value, "filename")) {
      part.is_file = true;
      part.file_name = *std::move(file);
    }
  }
  return named;
}

}  // namespace

std::string header_parameter(std::string_view value, std::string_view name) {
  return find_parameter(value, name).value_or("");
}

std::expected<std::vector<form_part>, multipart_error> parse_multipart(std::string_view content_type,
                                                                       std::string_view body,
                                                                       const multipart_limits& limits) {
  const std::string boundary = header_parameter(content_type, "boundary");
  if (!iequals(trim(content_type.substr(0, content_type.find(';'))), "multipart/form-data") || !is_boundary(boundary)) {
    return std::unexpected(multipart_error::not_multipart);
  }
  const std::string delimiter = "\r\n--" + boundary;
  std::vector<form_part> parts;

  // The first delimiter may stand at the very start, without its line end; what precedes it is ignored.
  const std::string_view opening = std::string_view(delimiter).substr(2);
  std::size_t at = opening.size();
  if (!body.starts_with(opening)) {
    at = body.find(delimiter);
    if (at == std::string_view::npos) return std::unexpected(multipart_error::malformed);
    at += delimiter.size();
  }
  for (;;) {
    std::string_view rest = body.substr(at);
    if (rest.starts_with("--")) return parts;
    const std::size_t padding = std::min(rest.find_first_not_of(" \t"), rest.size());
    if (rest.substr(padding, 2) != "\r\n") return std::unexpected(multipart_error::malformed);
    rest.remove_prefix(padding + 2);
    if (parts.size() == limits.parts) return std::unexpected(multipart_error::too_many_parts);

    const std::size_t head_end = rest.substr(0, limits.part_head).find("\r\n\r\n");
    if (head_end == std::string_view::npos) return std::unexpected(multipart_error::malformed);
    form_part part;
    if (!read_part_head(rest.substr(0, head_end), part)) return std::unexpected(multipart_error::malformed);
    // The delimiter's line end may be the one that ends the head: an empty part.
    const std::size_t content = head_end + 4;
    const std::size_t end = rest.find(delimiter, content - 2);
    if (end == std::string_view::npos) return std::unexpected(multipart_error::malformed);
    part.content = end < content ? std::string_view{} : rest.substr(content, end - content);
    parts.push_back(std::move(part));
    at = static_cast<std::size_t>(rest.data() - body.data()) + end + delimiter.size();
  }
}

}  // namespace webchats::http
