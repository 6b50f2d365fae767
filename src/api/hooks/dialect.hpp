#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <boost/json/value.hpp>

#include "http/message.hpp"

namespace webchats::api::hooks {

/// The services whose incoming webhooks are understood, so that a script which writes to one of them needs another host
/// and nothing else.
enum class dialect : std::uint8_t {
  slack,     ///< https://api.slack.com/messaging/webhooks
  dingtalk,  ///< 钉钉 https://open.dingtalk.com/document/robots/custom-robot-access
  feishu,    ///< 飞书, Lark https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
  wecom,     ///< 企业微信 https://developer.work.weixin.qq.com/document/path/91770
};

/// Why a script is refused; each dialect has its own words for it.
enum class hook_error : std::uint8_t {
  unknown_token,
  wrong_sign,    ///< or one that is too old
  malformed,     ///< no JSON, or not of the dialect's form
  unsupported,   ///< a kind of message that has no text
  empty,         ///< nothing to show
  rate_limited,  ///< too often
  refused,       ///< the room does not take it: its hook was put out, or a word in it is not wanted
  unavailable,   ///< try again later
};

/// The dialect of a body that came without a path that says it.
[[nodiscard]] dialect detect(const boost::json::value& body) noexcept;

/// The text of a message, in Markdown; mentions stay as text.
[[nodiscard]] std::expected<std::string, hook_error> translate(dialect from, const boost::json::value& body);

// The translators, one per dialect.
[[nodiscard]] std::expected<std::string, hook_error> translate_slack(const boost::json::value& body);
[[nodiscard]] std::expected<std::string, hook_error> translate_dingtalk(const boost::json::value& body);
[[nodiscard]] std::expected<std::string, hook_error> translate_feishu(const boost::json::value& body);
[[nodiscard]] std::expected<std::string, hook_error> translate_wecom(const boost::json::value& body);

/// What the service itself answers when all went well.
[[nodiscard]] http::response accepted(dialect to);
/// What the service itself answers when it refuses; `retry_after` of `rate_limited`.
[[nodiscard]] http::response refused(dialect to, hook_error why,
                                     std::chrono::seconds retry_after = std::chrono::seconds(1));

/// `text` with at most `most` code points and bytes; what is cut off is said at its end.
[[nodiscard]] std::string fitted(std::string text, std::size_t most_code_points, std::size_t most_bytes);

}  // namespace webchats::api::hooks
