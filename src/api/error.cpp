#include "api/error.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "api/field_label.hpp"
#include "api/json/time.hpp"

namespace webchats::api {
namespace {

/// What a program is told beside the code, if it is known.
enum class detail : std::uint8_t { none, retry_after, until };

/// A text may hold {field}, {rule}, {seconds} and {until}.
struct row {
  error_code code;
  unsigned status;
  std::string_view name;
  std::string_view title;  // of the problem body, language-independent
  chat::wording said;
  detail also = detail::none;
};

/// What is told instead of what stands with the code; `name` is empty where a program is told nothing of the reason.
struct special {
  failure_reason why;
  std::string_view name;
  chat::wording said;
  detail also = detail::none;
};

constexpr std::array table{
    row{error_code::invalid,
        422,
        "invalid",
        "Invalid request",
        {"{field}: {rule}", "{field}：{rule}", "{field}：{rule}"}},
    row{error_code::unauthorized, 401, "unauthorized", "Unauthorized", {"Please sign in.", "请先登录。", "請先登入。"}},
    row{error_code::wrong_credentials,
        401,
        "wrong_credentials",
        "Wrong credentials",
        {"The e-mail address and the password do not match.", "邮箱和密码不匹配，请重新输入。",
         "電子郵件和密碼不相符，請重新輸入。"}},
    row{error_code::forbidden,
        403,
        "forbidden",
        "Forbidden",
        {"You are not allowed to do this.", "您没有权限执行此操作。", "您沒有權限執行此操作。"}},
    row{error_code::muted,
        403,
        "muted",
        "Muted",
        {"You may not write here until {until}", "您已被禁言，解除时间：{until}", "您已被禁言，解除時間：{until}"},
        detail::until},
    row{error_code::not_found,
        404,
        "not_found",
        "Not found",
        {"There is no such thing, or it is not yours to see.", "内容不存在或您无权查看。",
         "內容不存在，或您無權檢視。"}},
    row{error_code::gone,
        410,
        "gone",
        "Gone",
        {"This link or code is used up or has expired. Ask for a new one.", "链接或验证码已用完或已过期，请重新获取。",
         "連結或驗證碼已用完或已過期，請重新取得。"}},
    row{error_code::taken,
        409,
        "taken",
        "Already taken",
        {"This e-mail address is already in use.", "该邮箱已被注册。", "這個電子郵件已有人註冊。"}},
    row{error_code::conflict,
        409,
        "conflict",
        "Conflict",
        {"This is not possible as things are now.", "当前状态不允许此操作。", "目前的狀態不允許此操作。"}},
    row{error_code::too_large,
        413,
        "too_large",
        "Too large",
        {"This is larger than allowed.", "内容超过大小限制。", "內容超過大小限制。"}},
    row{error_code::quota_exceeded,
        413,
        "quota_exceeded",
        "Quota exceeded",
        {"You have as many files or unfinished uploads as you may have.", "您的文件空间或未完成的上传已达上限。",
         "您的檔案空間或未完成的上傳已達上限。"}},
    row{error_code::storage_full,
        507,
        "storage_full",
        "Storage full",
        {"The server has no more space for files.", "服务器存储空间已满，暂时无法接收文件。",
         "伺服器的儲存空間已滿，暫時無法接收檔案。"}},
    row{error_code::offset_mismatch,
        409,
        "offset_mismatch",
        "Offset mismatch",
        {"The upload goes on at another place.", "上传位置不一致，请从服务器给出的位置继续。",
         "上傳位置不一致，請從伺服器指定的位置繼續。"}},
    row{error_code::unsupported,
        415,
        "unsupported",
        "Unsupported type",
        {"This type of content is not accepted here.", "不支持的图片或内容类型。", "不支援的圖片或內容類型。"}},
    row{error_code::blocked_word,
        422,
        "blocked_word",
        "Blocked word",
        {"This text holds a word that is not allowed here. Please change it.", "内容包含不允许的词语，请修改后再发送。",
         "內容含有不允許的詞語，請修改後再傳送。"}},
    row{error_code::rate_limited,
        429,
        "rate_limited",
        "Too many requests",
        {"Too many requests. Please wait a moment.", "操作过于频繁，请稍后再试。", "操作過於頻繁，請稍後再試。"},
        detail::retry_after},
    row{error_code::unavailable,
        503,
        "unavailable",
        "Unavailable",
        {"The server cannot do this right now. Please try again.", "服务暂时不可用，请稍后重试。",
         "服務暫時無法使用，請稍後再試。"}},
};

/// In the order of the reasons, without `plain`.
constexpr std::array specials{
    special{failure_reason::name_taken,
            "",
            {"Somebody is called that already, or nearly so. Choose another name, for instance with a surname or a "
             "number.",
             "已经有人叫这个名字，或者非常相似的名字。请换一个，比如加上姓氏或数字。",
             "已經有人叫這個名字，或非常相似的名字。請換一個，例如加上姓氏或數字。"}},
    special{failure_reason::command_taken,
            "",
            {"There is such a command already. Choose another word.", "已有这个命令，请换一个词。",
             "已有這個指令，請換一個詞。"}},
    special{
        failure_reason::wait,
        "",
        {"Too many requests. Please wait a moment. Try again in {seconds} seconds.",
         "操作过于频繁，请稍后再试。（{seconds} 秒后可再试）", "操作過於頻繁，請稍後再試。（{seconds} 秒後可再試）"},
        detail::retry_after},
    special{
        failure_reason::slow_mode,
        "slow_mode",
        {"This room is in slow mode: you can write again in {seconds} s.",
         "此聊天室已开启慢速模式，{seconds} 秒后可再次发言。", "這個聊天室已開啟慢速模式，{seconds} 秒後可再次發言。"},
        detail::retry_after},
    special{failure_reason::banned,
            "banned",
            {"You are banned from this room until {until}", "您已被禁止进入此聊天室，解除时间：{until}",
             "您已被禁止進入這個聊天室，解除時間：{until}"},
            detail::until},
    special{failure_reason::banned_for_good,
            "banned",
            {"You are banned from this room.", "您已被禁止进入此聊天室。", "您已被禁止進入這個聊天室。"},
            detail::until},
};

constexpr bool ordered() {
  for (std::size_t at = 0; at < table.size(); ++at) {
    if (std::to_underlying(table.at(at).code) != at) return false;
  }
  for (std::size_t at = 0; at < specials.size(); ++at) {
    if (std::to_underlying(specials.at(at).why) != at + 1) return false;
  }
  return true;
}
static_assert(ordered(), "a row is found by its code or its reason");

const row& row_of(error_code code) noexcept { return table[std::to_underlying(code)]; }

/// What is told of a failure.
special telling_of(const failure& what) noexcept {
  const auto& found = row_of(what.code);
  if (what.reason == failure_reason::plain) return {what.reason, "", found.said, found.also};
  return specials[std::to_underlying(what.reason) - 1U];
}

struct to_failure {
  failure operator()(const chat::invalid& why) const {
    return failure_of(bad_field{std::string(name_of(why.field)), why.rule, why.limit});
  }
  failure operator()(chat::unauthorized) const { return {error_code::unauthorized}; }
  failure operator()(chat::wrong_credentials) const { return {error_code::wrong_credentials}; }
  failure operator()(chat::forbidden) const { return {error_code::forbidden}; }
  failure operator()(chat::muted why) const { return {.code = error_code::muted, .until = why.until}; }
  failure operator()(chat::not_found) const { return {error_code::not_found}; }
  failure operator()(chat::banned why) const {
    if (why.until == chat::instant{}) {
      return {.code = error_code::forbidden, .reason = failure_reason::banned_for_good};
    }
    return {.code = error_code::forbidden, .until = why.until, .reason = failure_reason::banned};
  }
  failure operator()(chat::gone) const { return {error_code::gone}; }
  failure operator()(chat::taken why) const {
    using enum failure_reason;
    return {.code = error_code::taken,
            .field = {.name = std::string(name_of(why.field))},
            .reason = why.field == chat::field::name      ? name_taken
                      : why.field == chat::field::command ? command_taken
                                                          : plain};
  }
  failure operator()(chat::conflict) const { return {error_code::conflict}; }
  failure operator()(chat::too_large) const { return {error_code::too_large}; }
  failure operator()(chat::quota_exceeded) const { return {error_code::quota_exceeded}; }
  failure operator()(chat::storage_full) const { return {error_code::storage_full}; }
  failure operator()(chat::misplaced why) const { return {.code = error_code::offset_mismatch, .offset = why.offset}; }
  failure operator()(chat::unsupported) const { return {error_code::unsupported}; }
  failure operator()(chat::blocked_word) const { return {error_code::blocked_word}; }
  failure operator()(chat::rate_limited why) const {
    using enum failure_reason;
    return {.code = error_code::rate_limited,
            .retry_after = why.retry_after,
            .reason = why.of == chat::pace::slow_mode             ? slow_mode
                      : why.retry_after > std::chrono::seconds(1) ? wait
                                                                  : plain};
  }
  failure operator()(chat::unavailable) const {
    return {.code = error_code::unavailable, .retry_after = std::chrono::seconds(1)};
  }
};

/// What a person is told of a field that broke `rule`; {limit} is its.
constexpr chat::wording words_of(chat::rule broken) noexcept {
  switch (broken) {
    case chat::rule::required:
      return {"is required", "不能为空", "不能空白"};
    case chat::rule::format:
      return {"is not of the right form", "格式不正确", "格式不正確"};
    case chat::rule::encoding:
      return {"holds characters that are not allowed", "包含无效字符", "含有無效的字元"};
    case chat::rule::too_short:
      return {"must have at least {limit}", "至少需要 {limit}", "至少需要 {limit}"};
    case chat::rule::too_long:
      return {"must have at most {limit}", "最多允许 {limit}", "最多允許 {limit}"};
    case chat::rule::out_of_range:
      return {"is out of range", "超出允许范围", "超出允許範圍"};
    case chat::rule::unknown:
      return {"does not exist or is not yours", "不存在或不可用", "不存在或無法使用"};
    case chat::rule::reserved:
      return {"looks like the name of somebody who runs this server, or of a bot", "与管理人员或机器人的名称过于相似",
              "與管理人員或機器人的名稱過於相似"};
    case chat::rule::common:
      break;
  }
  return {"is one of those that are guessed first", "过于常见，容易被猜到", "過於常見，容易被猜到"};
}

}  // namespace

failure failure_of(bad_field wrong) { return {.code = error_code::invalid, .field = std::move(wrong)}; }

failure failure_of(const chat::refusal& why) { return std::visit(to_failure{}, why); }

std::string_view name_of(error_code code) noexcept { return row_of(code).name; }

unsigned status_of(error_code code) noexcept { return row_of(code).status; }

std::string message_of(const failure& what, language lang) {
  const auto filled = [&](const chat::wording& said, const auto&... values) {
    return fmt::format(fmt::runtime(said.in(lang)), values...);
  };
  return filled(telling_of(what).said, fmt::arg("field", label_of(what.field.name, lang)),
                fmt::arg("rule", filled(words_of(what.field.rule), fmt::arg("limit", what.field.limit))),
                fmt::arg("seconds", what.retry_after.value_or(std::chrono::seconds{}).count()),
                fmt::arg("until", what.until ? rfc3339(*what.until) : std::string()));
}

void write_details(json_writer& out, const failure& what) {
  const auto told = telling_of(what);
  if (!what.field.name.empty()) out.key("field").string(what.field.name);
  if (told.also == detail::retry_after && what.retry_after) out.key("retry_after").number(what.retry_after->count());
  if (!told.name.empty()) out.key("reason").string(told.name);
  if (told.also != detail::until) return;
  out.key("until");
  if (what.until) {
    out.string(rfc3339(*what.until));
  } else {
    out.null();
  }
}

namespace {

http::response problem(const failure& what, language lang, unsigned status) {
  const auto& found = row_of(what.code);
  json_writer body;
  body.open_object()
      .key("type")
      .string(std::string("urn:webchats:problem:").append(found.name))
      .key("title")
      .string(found.title)
      .key("status")
      .number(status)
      .key("code")
      .string(found.name)
      .key("detail")
      .string(message_of(what, lang));
  write_details(body, what);
  body.close_object();
  http::response answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "application/problem+json"},
                    {"Content-Language", std::string(chat::tag_of(lang))},
                    {"Cache-Control", "no-store"}};
  if (what.retry_after) answer.headers.emplace_back("Retry-After", std::to_string(what.retry_after->count()));
  if (what.offset) answer.headers.emplace_back("Upload-Offset", std::to_string(*what.offset));
  if (what.code == error_code::unauthorized) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  answer.body = std::move(body).take();
  return answer;
}

}  // namespace

http::response problem(const failure& what, language lang) { return problem(what, lang, status_of(what.code)); }

http::response refused_by_http(unsigned status, language lang) {
  const auto said = [&](failure what) { return problem(what, lang, status); };
  switch (status) {
    case 404:
      return said({error_code::not_found});
    case 413:
    case 414:
    case 431:
      return said({error_code::too_large});
    case 415:
      return said({error_code::unsupported});
    case 429:
      return said(failure_of(chat::rate_limited{std::chrono::seconds(1)}));
    case 408:  // too slow: it may come again
    case 503:
      return said(failure_of(chat::unavailable{}));
    default:
      return said(failure_of(bad_field{"payload", chat::rule::format}));
  }
}

}  // namespace webchats::api
