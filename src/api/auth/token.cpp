#include "api/auth/token.hpp"

#include "engineio/base64.hpp"
#include "http/text.hpp"

namespace webchats::api {
namespace {

constexpr std::size_t longest = 512;  // far above any token; what is longer is not worth a look

/// What follows the scheme `name` in the `Authorization` header.
std::optional<std::string_view> authorization(const http::request& request, std::string_view name) {
  const auto value = request.header("authorization");
  if (!value || value->size() <= name.size() || value->size() > longest) return std::nullopt;
  if (!http::iequals(value->substr(0, name.size()), name) || (*value)[name.size()] != ' ') return std::nullopt;
  const auto rest = http::trim(value->substr(name.size()));
  return rest.empty() ? std::nullopt : std::optional(rest);
}

}  // namespace

std::optional<std::string> bearer_token(const http::request& request) {
  const auto token = authorization(request, "bearer");
  return token ? std::optional<std::string>(*token) : std::nullopt;
}

std::optional<std::string> basic_password(const http::request& request) {
  const auto encoded = authorization(request, "basic");
  std::string pair;
  if (!encoded || engineio::decode_base64(*encoded, pair) != engineio::base64_result::ok) return std::nullopt;
  const auto colon = pair.find(':');
  if (colon == std::string::npos || colon + 1 == pair.size()) return std::nullopt;
  return pair.substr(colon + 1);
}

std::optional<std::string> cookie(const http::request& request, std::string_view name) {
  auto rest = request.header("cookie").value_or(std::string_view{});
  while (!rest.empty()) {
    const auto end = rest.find(';');
    const auto pair = http::trim(rest.substr(0, end));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return std::string(pair.substr(name.size() + 1));
    }
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return std::nullopt;
}

}  // namespace webchats::api
