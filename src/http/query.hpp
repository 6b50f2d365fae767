#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webchats::http {

/// Names and values in the order sent; of several with one name the last counts.
using form_fields = std::vector<std::pair<std::string, std::string>>;

enum class plus_sign { literal, space };

/// Undoes percent-encoding. Empty when an escape is broken. The result may hold any byte, NUL included.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, plus_sign plus);

/// Encodes everything but RFC 3986 unreserved characters: a file name in a header or a value in a query.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// Splits a query or an `application/x-www-form-urlencoded` body (WHATWG URL §5.1). A broken escape stays as it is, as
/// browsers and Node read it. At most `limit` fields are returned.
[[nodiscard]] form_fields parse_form(std::string_view text, std::size_t limit = 1000);

/// Last value of `name` in a query, decoded.
[[nodiscard]] std::optional<std::string> query_value(std::string_view query, std::string_view name);

}  // namespace webchats::http
