#include "api/hooks/dialect.hpp"

#include <utility>

#include "api/hooks/fields.hpp"
#include "api/json/writer.hpp"
#include "chat/text.hpp"

namespace webchats::api::hooks {

namespace {

/// A refusal as a service words it.
struct wording {
  unsigned status;
  int code;
  std::string_view text;
};

wording slack_words(hook_error why) {
  switch (why) {
    case hook_error::unknown_token:
      return {404, 0, "no_service"};
    case hook_error::wrong_sign:
      return {403, 0, "invalid_token"};
    case hook_error::malformed:
      return {400, 0, "invalid_payload"};
    case hook_error::unsupported:
    case hook_error::empty:
      return {400, 0, "no_text"};
    case hook_error::rate_limited:
      return {429, 0, "rate_limited"};
    case hook_error::refused:
      return {403, 0, "action_prohibited"};
    case hook_error::unavailable:
      break;
  }
  return {503, 0, "service_unavailable"};
}

wording dingtalk_words(hook_error why) {
  switch (why) {
    case hook_error::unknown_token:
      return {200, 300005, "token is not exist"};
    case hook_error::wrong_sign:
      return {200, 310000, "sign not match"};
    case hook_error::malformed:
      return {200, 40035, "缺少参数 json"};
    case hook_error::unsupported:
      return {200, 400108, "unsupported msgtype"};
    case hook_error::empty:
      return {200, 400105, "content is empty"};
    case hook_error::rate_limited:
      return {200, 130101, "send too fast"};
    case hook_error::refused:
      return {200, 430101, "message is not accepted"};
    case hook_error::unavailable:
      break;
  }
  return {200, -1, "系统繁忙"};
}

wording feishu_words(hook_error why) {
  switch (why) {
    case hook_error::unknown_token:
      return {200, 19001, "param invalid: incoming webhook access token invalid"};
    case hook_error::wrong_sign:
      return {200, 19021, "sign match fail or timestamp is not within one hour from current time"};
    case hook_error::malformed:
      return {200, 9499, "Bad Request"};
    case hook_error::unsupported:
      return {200, 19002, "params error, msg_type is not supported"};
    case hook_error::empty:
      return {200, 19002, "params error, content is empty"};
    case hook_error::rate_limited:
      return {200, 11232, "frequency limited"};
    case hook_error::refused:
      return {200, 19024, "message is not accepted"};
    case hook_error::unavailable:
      break;
  }
  return {200, 11233, "service unavailable"};
}

wording wecom_words(hook_error why) {
  switch (why) {
    case hook_error::unknown_token:
    case hook_error::wrong_sign:
      return {200, 93000, "invalid webhook url"};
    case hook_error::malformed:
      return {200, 47001, "data format error"};
    case hook_error::unsupported:
      return {200, 40008, "invalid message type"};
    case hook_error::empty:
      return {200, 44004, "content is empty"};
    case hook_error::rate_limited:
      return {200, 45009, "api freq out of limit"};
    case hook_error::refused:
      return {200, 45047, "message is not accepted"};
    case hook_error::unavailable:
      break;
  }
  return {200, -1, "system busy"};
}

http::response json_answer(std::string_view code_name, std::string_view text_name, const wording& words) {
  json_writer out;
  out.open_object().key(code_name).number(words.code).key(text_name).string(words.text).close_object();
  return http::response::json(words.status, std::move(out).take());
}

http::response answer(dialect to, const wording& words) {
  switch (to) {
    case dialect::slack:
      return http::response::text(words.status, std::string(words.text));
    case dialect::feishu:
      return json_answer("code", "msg", words);
    case dialect::dingtalk:
    case dialect::wecom:
      break;
  }
  return json_answer("errcode", "errmsg", words);
}

wording words_of(dialect to, hook_error why) {
  switch (to) {
    case dialect::slack:
      return slack_words(why);
    case dialect::dingtalk:
      return dingtalk_words(why);
    case dialect::feishu:
      return feishu_words(why);
    case dialect::wecom:
      break;
  }
  return wecom_words(why);
}

}  // namespace

dialect detect(const boost::json::value& body) noexcept {
  if (at(body, "msg_type").is_string()) return dialect::feishu;
  if (!at(body, "msgtype").is_string()) return dialect::slack;
  const auto type = text_at(body, "msgtype");
  const bool wecom = type == "news" || type == "template_card" || type == "markdown_v2" ||
                     at(at(body, "markdown"), "content").is_string() ||
                     at(at(body, "text"), "mentioned_list").is_array() ||
                     at(at(body, "text"), "mentioned_mobile_list").is_array();
  return wecom ? dialect::wecom : dialect::dingtalk;
}

std::expected<std::string, hook_error> translate(dialect from, const boost::json::value& body) {
  switch (from) {
    case dialect::slack:
      return translate_slack(body);
    case dialect::dingtalk:
      return translate_dingtalk(body);
    case dialect::feishu:
      return translate_feishu(body);
    case dialect::wecom:
      break;
  }
  return translate_wecom(body);
}

http::response accepted(dialect to) {
  switch (to) {
    case dialect::slack:
      return http::response::text(200, "ok");
    case dialect::feishu:
      // Older scripts look at StatusCode.
      return http::response::json(200,
                                  R"({"code":0,"msg":"success","data":{},"StatusCode":0,"StatusMessage":"success"})");
    case dialect::dingtalk:
    case dialect::wecom:
      break;
  }
  return http::response::json(200, R"({"errcode":0,"errmsg":"ok"})");
}

http::response refused(dialect to, hook_error why, std::chrono::seconds retry_after) {
  auto said = answer(to, words_of(to, why));
  if (why == hook_error::rate_limited || why == hook_error::unavailable) {
    said.headers.emplace_back("Retry-After", std::to_string(retry_after.count()));
  }
  return said;
}

std::string fitted(std::string text, std::size_t most_code_points, std::size_t most_bytes) {
  constexpr std::string_view note = "\n… (cut / 已截断)";
  const auto note_length = chat::count_code_points(note).value();
  std::size_t points = 0;
  std::size_t room_for_note = 0;  // where the text ends if it must be cut
  for (std::size_t at = 0; at < text.size(); ++points) {
    if (points >= most_code_points || at >= most_bytes) {
      text.resize(room_for_note);
      return text.append(note);
    }
    if (points + note_length <= most_code_points && at + note.size() <= most_bytes) room_for_note = at;
    if (!chat::next_code_point(text, at)) return text;  // chat refuses it
  }
  if (text.size() > most_bytes) {
    text.resize(room_for_note);
    text.append(note);
  }
  return text;
}

}  // namespace webchats::api::hooks
