#include "engineio/jsonp.hpp"

#include "http/query.hpp"

namespace webchats::engineio {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t max_callback_digits = 9;

void append_json_character(std::string& out, std::string_view text, std::size_t& i) {
  const char c = text[i];
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20) {
    out += "\\u00";
    out += hex_digits[byte >> 4];
    out += hex_digits[byte & 15];
    return;
  }
  const std::string_view ahead = text.substr(i, 3);
  if (ahead == "\xE2\x80\xA8" || ahead == "\xE2\x80\xA9") {
    out += ahead[2] == '\xA8' ? "\\u2028" : "\\u2029";
    i += 2;
    return;
  }
  out += c;
}

/// Undoes the client's own escaping of newlines.
std::string newlines_restored(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("\\\\n")) {
      out += "\\n";
      i += 2;
    } else if (rest.starts_with("\\n")) {
      out += '\n';
      i += 1;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) append_json_character(out, text, i);
  out += '"';
}

std::string encode_jsonp(std::string_view callback, std::string_view payload) {
  std::string out;
  out.reserve(payload.size() + payload.size() / 8 + 24);
  out += "___eio[";
  out += callback;
  out += "](";
  append_json_string(out, payload);
  out += ");";
  return out;
}

std::expected<std::string, codec_error> decode_jsonp_form(std::string_view body) {
  if (const auto field = http::query_value(body, "d")) return newlines_restored(*field);
  return std::unexpected(codec_error{.what = codec_failure::bad_form, .at = 0});
}

std::string jsonp_callback(std::string_view j) {
  std::string digits;
  for (const char c : j) {
    if (c >= '0' && c <= '9' && digits.size() < max_callback_digits) digits += c;
  }
  return digits;
}

}  // namespace webchats::engineio
