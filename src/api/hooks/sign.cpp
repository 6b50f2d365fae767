#include "api/hooks/sign.hpp"

#include <charconv>
#include <optional>
#include <string>

#include "api/hooks/fields.hpp"
#include "chat/secrets.hpp"
#include "engineio/base64.hpp"

namespace webchats::api::hooks {

namespace {

constexpr std::chrono::seconds long_ago = std::chrono::hours(1);
constexpr std::chrono::seconds short_ago = std::chrono::minutes(5);

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// Whether `milliseconds` is within `patience` of now, on either side.
bool is_fresh(std::int64_t milliseconds, chat::instant now, std::chrono::seconds patience) {
  const auto age = now.time_since_epoch().count() - milliseconds;
  const auto most = std::chrono::milliseconds(patience).count();
  return age <= most && age >= -most;
}

bool is_code(std::string_view key, std::string_view bytes, std::string_view sign) {
  const auto code = chat::hmac_sha256(key, bytes);
  const std::string_view raw(reinterpret_cast<const char*>(code.data()), code.size());
  std::string given;
  return engineio::decode_base64(sign, given) == engineio::base64_result::ok &&
         chat::equal_in_constant_time(given, raw);
}

}  // namespace

bool is_signed_as_dingtalk(const http::request& request, std::string_view secret, chat::instant now) {
  const auto timestamp = request.parameter("timestamp");
  auto sign = request.parameter("sign");
  if (!timestamp || !sign) return false;
  const auto time = number(*timestamp);
  if (!time || !is_fresh(*time, now, long_ago)) return false;
  // A script that forgot to encode its base64 sends a plus sign, which reads as a space.
  for (char& c : *sign) c = c == ' ' ? '+' : c;
  return is_code(secret, *timestamp + '\n' + std::string(secret), *sign);
}

bool is_signed_as_feishu(const boost::json::value& body, std::string_view secret, chat::instant now) {
  const auto& given = at(body, "timestamp");
  const std::string timestamp =
      given.is_int64() ? std::to_string(given.get_int64()) : std::string(text_at(body, "timestamp"));
  const auto time = number(timestamp);
  if (!time || *time > 100'000'000'000 || !is_fresh(*time * 1'000, now, long_ago)) return false;
  return is_code(timestamp + '\n' + std::string(secret), {}, text_at(body, "sign"));
}

bool is_signed_by_header(const http::request& request, std::string_view secret, chat::instant now) {
  const auto given = request.header("x-webchats-signature").value_or("");
  if (!given.starts_with("t=")) return false;
  const auto time = number(given.substr(2, given.find(',') - 2));
  if (!time || *time > 100'000'000'000 || !is_fresh(*time * 1'000, now, short_ago)) return false;
  const chat::instant then{std::chrono::seconds(*time)};
  return chat::equal_in_constant_time(given, chat::signature_of(secret, then, request.body));
}

}  // namespace webchats::api::hooks
