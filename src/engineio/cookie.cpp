#include "engineio/cookie.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/text.hpp"

namespace webchats::engineio {
namespace {

std::string_view to_string(cookie_options::same_site_mode mode) noexcept {
  switch (mode) {
    case cookie_options::same_site_mode::strict:
      return "Strict";
    case cookie_options::same_site_mode::lax:
      return "Lax";
    case cookie_options::same_site_mode::none:
      return "None";
  }
  return "";
}

bool is_path(std::string_view path) noexcept {
  return std::ranges::all_of(path, [](char c) { return c >= ' ' && c < 0x7f && c != ';'; });
}

}  // namespace

std::string set_cookie(const cookie_options& cookie, std::string_view value) {
  if (!http::is_token(cookie.name)) throw std::invalid_argument("not a name for a cookie: " + cookie.name);
  if (!is_path(cookie.path)) throw std::invalid_argument("not a path for a cookie: " + cookie.path);
  std::string text = cookie.name;
  text.append("=").append(value);
  if (cookie.max_age) text.append("; Max-Age=").append(std::to_string(cookie.max_age->count()));
  if (!cookie.path.empty()) text.append("; Path=").append(cookie.path);
  if (cookie.http_only == cookie_options::flag::on) text.append("; HttpOnly");
  if (cookie.secure == cookie_options::flag::on) text.append("; Secure");
  if (cookie.same_site) text.append("; SameSite=").append(to_string(*cookie.same_site));
  return text;
}

}  // namespace webchats::engineio
