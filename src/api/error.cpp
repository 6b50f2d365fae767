#include "api/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "api/json/time.hpp"
#include "api/json/writer.hpp"

namespace webchats::api {
namespace {

struct row {
  error_code code;
  unsigned status;
  std::string_view name;
  std::string_view title;  // of the problem body, language-independent
  std::string_view en;
  std::string_view zh_cn;
};

constexpr std::array table{
    row{error_code::invalid, 422, "invalid", "Invalid request", "This field is not valid", "字段无效"},
    row{error_code::unauthorized, 401, "unauthorized", "Unauthorized", "Please sign in.", "请先登录。"},
    row{error_code::wrong_credentials, 401, "wrong_credentials", "Wrong credentials",
        "The e-mail address and the password do not match.", "邮箱和密码不匹配，请重新输入。"},
    row{error_code::forbidden, 403, "forbidden", "Forbidden", "You are not allowed to do this.",
        "您没有权限执行此操作。"},
    row{error_code::muted, 403, "muted", "Muted", "You may not write here until", "您已被禁言，解除时间："},
    row{error_code::not_found, 404, "not_found", "Not found", "There is no such thing, or it is not yours to see.",
        "内容不存在或您无权查看。"},
    row{error_code::gone, 410, "gone", "Gone", "This link or code is used up or has expired. Ask for a new one.",
        "链接或验证码已用完或已过期，请重新获取。"},
    row{error_code::taken, 409, "taken", "Already taken", "This e-mail address is already in use.", "该邮箱已被注册。"},
    row{error_code::conflict, 409, "conflict", "Conflict", "This is not possible as things are now.",
        "当前状态不允许此操作。"},
    row{error_code::too_large, 413, "too_large", "Too large", "This is larger than allowed.", "内容超过大小限制。"},
    row{error_code::quota_exceeded, 413, "quota_exceeded", "Quota exceeded",
        "You have as many files or unfinished uploads as you may have.", "您的文件空间或未完成的上传已达上限。"},
    row{error_code::storage_full, 507, "storage_full", "Storage full", "The server has no more space for files.",
        "服务器存储空间已满，暂时无法接收文件。"},
    row{error_code::offset_mismatch, 409, "offset_mismatch", "Offset mismatch", "The upload goes on at another place.",
        "上传位置不一致，请从服务器给出的位置继续。"},
    row{error_code::unsupported, 415, "unsupported", "Unsupported type", "This is not an image that is accepted.",
        "不支持的图片或内容类型。"},
    row{error_code::blocked_word, 422, "blocked_word", "Blocked word",
        "This text holds a word that is not allowed here. Please change it.", "内容包含不允许的词语，请修改后再发送。"},
    row{error_code::rate_limited, 429, "rate_limited", "Too many requests", "Too many requests. Please wait a moment.",
        "操作过于频繁，请稍后再试。"},
    row{error_code::unavailable, 503, "unavailable", "Unavailable",
        "The server cannot do this right now. Please try again.", "服务暂时不可用，请稍后重试。"},
};

constexpr bool ordered() {
  for (std::size_t at = 0; at < table.size(); ++at) {
    if (std::to_underlying(table.at(at).code) != at) return false;
  }
  return true;
}
static_assert(ordered(), "a row is found by its code");

const row& row_of(error_code code) noexcept { return table[std::to_underlying(code)]; }

std::string_view name_of(chat::field which) noexcept {
  switch (which) {
    case chat::field::email:
      return "email";
    case chat::field::password:
      return "password";
    case chat::field::name:
      return "name";
    case chat::field::avatar:
      return "avatar";
    case chat::field::device:
      return "device";
    case chat::field::topic:
      return "topic";
    case chat::field::room:
      return "room";
    case chat::field::client_id:
      return "client_id";
    case chat::field::text:
      return "text";
    case chat::field::attachments:
      return "attachments";
    case chat::field::seq:
      return "seq";
    case chat::field::limit:
      return "limit";
    case chat::field::file:
      return "file";
    case chat::field::status:
      return "status";
    case chat::field::language:
      return "language";
    case chat::field::time_zone:
      return "time_zone";
    case chat::field::presence:
      return "presence";
    case chat::field::quiet_hours:
      return "quiet_hours";
    case chat::field::invite:
      return "invite";
    case chat::field::code:
      return "code";
    case chat::field::user:
      return "user";
    case chat::field::users:
      return "users";
    case chat::field::role:
      return "role";
    case chat::field::reason:
      return "reason";
    case chat::field::emoji:
      return "emoji";
    case chat::field::seconds:
      return "seconds";
    case chat::field::reply_to:
      return "reply_to";
    case chat::field::thread:
      return "thread";
    case chat::field::word:
      return "word";
    case chat::field::url:
      return "url";
    case chat::field::secret:
      return "secret";
    case chat::field::events:
      return "events";
    case chat::field::command:
      return "command";
    case chat::field::scopes:
      return "scopes";
  }
  return "payload";
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
  failure operator()(chat::gone) const { return {error_code::gone}; }
  failure operator()(chat::taken) const { return {error_code::taken}; }
  failure operator()(chat::conflict) const { return {error_code::conflict}; }
  failure operator()(chat::too_large) const { return {error_code::too_large}; }
  failure operator()(chat::quota_exceeded) const { return {error_code::quota_exceeded}; }
  failure operator()(chat::storage_full) const { return {error_code::storage_full}; }
  failure operator()(chat::misplaced why) const { return {.code = error_code::offset_mismatch, .offset = why.offset}; }
  failure operator()(chat::unsupported) const { return {error_code::unsupported}; }
  failure operator()(chat::blocked_word) const { return {error_code::blocked_word}; }
  failure operator()(chat::rate_limited why) const {
    return {.code = error_code::rate_limited, .retry_after = why.retry_after};
  }
  failure operator()(chat::unavailable) const {
    return {.code = error_code::unavailable, .retry_after = std::chrono::seconds(1)};
  }
};

/// What a person is told about a field, with the field's name in front: "text: must have at most 4000 characters".
std::string broken_rule(const bad_field& wrong, language lang) {
  const bool chinese = lang == language::zh_cn;
  const auto limit = std::to_string(wrong.limit);
  std::string text = wrong.name + (chinese ? "：" : ": ");
  switch (wrong.rule) {
    case chat::rule::required:
      return text += chinese ? "不能为空" : "is required";
    case chat::rule::format:
      return text += chinese ? "格式不正确" : "is not of the right form";
    case chat::rule::encoding:
      return text += chinese ? "包含无效字符" : "holds characters that are not allowed";
    case chat::rule::too_short:
      return text += chinese ? "至少需要 " + limit : "must have at least " + limit;
    case chat::rule::too_long:
      return text += chinese ? "最多允许 " + limit : "must have at most " + limit;
    case chat::rule::out_of_range:
      return text += chinese ? "超出允许范围" : "is out of range";
    case chat::rule::unknown:
      return text += chinese ? "不存在或不可用" : "does not exist or is not yours";
    case chat::rule::reserved:
      return text += chinese ? "与管理人员或机器人的名称过于相似"
                             : "looks like the name of somebody who runs this server, or of a bot";
    case chat::rule::common:
      return text += chinese ? "过于常见，容易被猜到" : "is one of those that are guessed first";
  }
  return text;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Takes what stands before the first `mark` off `rest`.
std::string_view next_part(std::string_view& rest, char mark) noexcept {
  const auto end = std::min(rest.find(mark), rest.size());
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(part);
}

/// Weight 0–1000 of a language range's parameters: `q=0.8` → 800 (RFC 9110 §12.4.2).
int weight_of(std::string_view parameters) noexcept {
  if (!parameters.starts_with("q=") && !parameters.starts_with("Q=")) return 1000;
  parameters.remove_prefix(2);
  if (parameters.starts_with('1')) return 1000;
  if (!parameters.starts_with("0.")) return 0;
  const auto digits = parameters.substr(2, 3);
  int weight = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), weight).ptr;
  for (auto used = end - digits.data(); used < 3; ++used) weight *= 10;
  return weight;
}

std::optional<language> known(std::string_view range) noexcept {
  const auto primary = range.substr(0, range.find('-'));
  const auto is = [primary](char first, char second) {
    return primary.size() == 2 && (primary[0] | 0x20) == first && (primary[1] | 0x20) == second;
  };
  if (is('z', 'h')) return language::zh_cn;
  if (is('e', 'n')) return language::en;
  return std::nullopt;
}

}  // namespace

failure failure_of(bad_field wrong) { return {.code = error_code::invalid, .field = std::move(wrong)}; }

failure failure_of(const chat::refusal& why) { return std::visit(to_failure{}, why); }

std::string_view name_of(error_code code) noexcept { return row_of(code).name; }

unsigned status_of(error_code code) noexcept { return row_of(code).status; }

std::string message_of(const failure& what, language lang) {
  if (what.code == error_code::invalid) return broken_rule(what.field, lang);
  const auto& found = row_of(what.code);
  std::string text(lang == language::zh_cn ? found.zh_cn : found.en);
  if (what.code == error_code::rate_limited && what.retry_after > std::chrono::seconds(1)) {
    const auto seconds = std::to_string(what.retry_after->count());
    text += lang == language::zh_cn ? "（" + seconds + " 秒后可再试）" : " Try again in " + seconds + " seconds.";
  }
  if (what.until) text += (lang == language::zh_cn ? "" : " ") + rfc3339(*what.until);
  return text;
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
      .string(message_of(what, lang))
      .close_object();
  http::response answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "application/problem+json"},
                    {"Content-Language", lang == language::zh_cn ? "zh-CN" : "en"},
                    {"Cache-Control", "no-store"}};
  if (what.retry_after) answer.headers.emplace_back("Retry-After", std::to_string(what.retry_after->count()));
  if (what.offset) answer.headers.emplace_back("Upload-Offset", std::to_string(*what.offset));
  if (what.code == error_code::unauthorized) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  answer.body = std::move(body).take();
  return answer;
}

}  // namespace

http::response problem(const failure& what, language lang) { return problem(what, lang, status_of(what.code)); }

http::response refused_body(unsigned status, language lang) {
  failure what = failure_of(bad_field{"payload", chat::rule::format});
  if (status == 413) what = {error_code::too_large};
  if (status == 415) what = {error_code::unsupported};
  if (status == 503) what = failure_of(chat::unavailable{});
  return problem(what, lang, status);
}

language language_of(std::string_view accept_language) noexcept {
  auto best = language::en;
  int best_weight = 0;
  while (!accept_language.empty()) {
    auto range = next_part(accept_language, ',');
    const auto found = known(next_part(range, ';'));
    const int weight = weight_of(range);
    if (found && weight > best_weight) {
      best = *found;
      best_weight = weight;
    }
  }
  return best;
}

chat::language robot_language(language spoken) noexcept {
  return spoken == language::zh_cn ? chat::language::chinese : chat::language::english;
}

language language_of(const http::request& request) noexcept {
  return language_of(request.header("accept-language").value_or(std::string_view{}));
}

}  // namespace webchats::api
