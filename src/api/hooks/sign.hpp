#pragma once

#include <string_view>
#include <boost/json/value.hpp>

#include "chat/types.hpp"
#include "http/message.hpp"

/// How the services let a script prove that it knows a secret beside the token. Pure.
namespace webchats::api::hooks {

/// 钉钉: `timestamp` (milliseconds) and `sign` in the query: base64 of HMAC-SHA256(secret, timestamp + "\n" + secret),
/// not older than an hour.
[[nodiscard]] bool is_signed_as_dingtalk(const http::request& request, std::string_view secret, chat::instant now);

/// 飞书: `timestamp` (seconds) and `sign` in the body: base64 of HMAC-SHA256(timestamp + "\n" + secret, ""), not older
/// than an hour.
[[nodiscard]] bool is_signed_as_feishu(const boost::json::value& body, std::string_view secret, chat::instant now);

/// Ours, for the dialects that have no signature: `X-Webchats-Signature` as outgoing hooks have it, not older than five
/// minutes.
[[nodiscard]] bool is_signed_by_header(const http::request& request, std::string_view secret, chat::instant now);

}  // namespace webchats::api::hooks
