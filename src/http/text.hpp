#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace webchats::http {

/// A `token` of RFC 9110 §5.6.2: what methods, header names and codings are made of. Not empty.
[[nodiscard]] bool is_token(std::string_view text) noexcept;
/// Looks like `host[:port]` (RFC 3986 §3.2.2) and holds nothing that could end or quote something.
[[nodiscard]] bool is_host(std::string_view text) noexcept;
/// Equal without regard to ASCII case.
[[nodiscard]] bool iequals(std::string_view left, std::string_view right) noexcept;
/// In ASCII lower case.
[[nodiscard]] std::string to_lower(std::string_view text);
/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// What is said of a body or message that is too big: "payload too big: 1200000 > 1000000 bytes".
[[nodiscard]] std::string too_big(std::uint64_t size, std::uint64_t limit);
/// The same when its size is not known: "payload too big: more than 1000000 bytes".
[[nodiscard]] std::string too_big(std::uint64_t limit);
/// Calls `visit(element)` for each element of a comma-separated header value, trimmed, empty ones left out.
template <class Visit>
void for_each_element(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (const std::string_view element = trim(list.substr(0, comma)); !element.empty()) visit(element);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
}

}  // namespace webchats::http
