#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <boost/json/value.hpp>

namespace webchats::socketio {

enum class json_error : std::uint8_t { syntax, too_deep };

/// Parses exactly one JSON text. Doubles are read exactly; one beyond their range is refused. Half of a surrogate pair,
/// which JavaScript allows in an escape, becomes U+FFFD.
[[nodiscard]] std::expected<boost::json::value, json_error> parse_json(std::string_view text, std::size_t max_depth);

/// Appends `value` to `out` as JSON.stringify would write it: no spaces, UTF-8 unescaped, numbers in JavaScript's
/// form, NaN and infinities as null.
void append_json(std::string& out, const boost::json::value& value);
void append_json(std::string& out, std::string_view string);

}  // namespace webchats::socketio
