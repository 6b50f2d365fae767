#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "engineio/error.hpp"

namespace webchats::engineio {

/// The script that hands `payload` to callback number `callback` (digits): `___eio[0]("…");`. The string is JSON with
/// U+2028 and U+2029 escaped, which end a line in older JavaScript.
[[nodiscard]] std::string encode_jsonp(std::string_view callback, std::string_view payload);

/// The payload in the form field `d` of a JSONP POST. The client escapes newlines before the form does: `\n` (two
/// characters) is a newline and `\\n` the two characters.
[[nodiscard]] std::expected<std::string, codec_error> decode_jsonp_form(std::string_view body);

/// The digits of `j`, at most nine.
[[nodiscard]] std::string jsonp_callback(std::string_view j);

}  // namespace webchats::engineio
