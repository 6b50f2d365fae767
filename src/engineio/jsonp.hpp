#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "engineio/error.hpp"

namespace webchats::engineio {

/// Appends `text`, valid UTF-8, as a JSON string with its quotes. U+2028 and U+2029 are escaped, which end a line in
/// older JavaScript.
void append_json_string(std::string& out, std::string_view text);

/// The script that hands `payload` to callback number `callback` (digits): `___eio[0]("…");`.
[[nodiscard]] std::string encode_jsonp(std::string_view callback, std::string_view payload);

/// The payload in the form field `d` of a JSONP POST. The client escapes newlines before the form does: `\n` (two
/// characters) is a newline and `\\n` the two characters.
[[nodiscard]] std::expected<std::string, codec_error> decode_jsonp_form(std::string_view body);

/// The digits of `j`, at most nine.
[[nodiscard]] std::string jsonp_callback(std::string_view j);

}  // namespace webchats::engineio
