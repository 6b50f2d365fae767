#include "http/query.hpp"

namespace webchats::http {
namespace {

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

/// The byte of the escape at the start of `text`, or -1.
int escaped_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = hex_value(text[1]);
  const int low = hex_value(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string form_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (const int byte = escaped_byte(text); byte >= 0) {
      out += static_cast<char>(byte);
      text.remove_prefix(3);
    } else {
      out += text[0] == '+' ? ' ' : text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

/// Takes the next `name=value` off `rest`.
std::pair<std::string_view, std::string_view> next_field(std::string_view& rest) {
  const std::size_t end = rest.find('&');
  const std::string_view field = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  const std::size_t equals = field.find('=');
  if (equals == std::string_view::npos) return {field, {}};
  return {field.substr(0, equals), field.substr(equals + 1)};
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, plus_sign plus) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (text[0] == '%') {
      const int byte = escaped_byte(text);
      if (byte < 0) return std::nullopt;
      out += static_cast<char>(byte);
      text.remove_prefix(3);
    } else {
      out += text[0] == '+' && plus == plus_sign::space ? ' ' : text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

form_fields parse_form(std::string_view text, std::size_t limit) {
  form_fields fields;
  while (!text.empty() && fields.size() < limit) {
    const auto [name, value] = next_field(text);
    if (name.empty() && value.empty()) continue;
    fields.emplace_back(form_decode(name), form_decode(value));
  }
  return fields;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  std::optional<std::string_view> found;
  while (!query.empty()) {
    const auto [field, value] = next_field(query);
    // Most names are sent plainly; decoding is for those that are not.
    if (field == name || (field.find_first_of("%+") != std::string_view::npos && form_decode(field) == name))
      found = value;
  }
  if (!found) return std::nullopt;
  return form_decode(*found);
}

}  // namespace webchats::http
