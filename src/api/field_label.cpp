#include "api/field_label.hpp"

#include <algorithm>
#include <array>

namespace webchats::api {

namespace {

/// A field as people know it, where that is not its name in the contract.
struct label {
  std::string_view field;
  chat::wording said;
};
constexpr std::array labels{
    label{"email", {"email", "邮箱", "電子郵件"}},
    label{"password", {"password", "密码", "密碼"}},
    label{"old", {"old", "原密码", "原密碼"}},
    label{"new", {"new", "新密码", "新密碼"}},
    label{"name", {"name", "名称", "名稱"}},
    label{"server_name", {"server_name", "服务器名称", "伺服器名稱"}},
    label{"avatar", {"avatar", "头像", "大頭貼"}},
    label{"device", {"device", "设备", "裝置"}},
    label{"topic", {"topic", "话题", "主題"}},
    label{"room", {"room", "房间", "聊天室"}},
    label{"text", {"text", "内容", "內容"}},
    label{"attachments", {"attachments", "附件", "附件"}},
    label{"limit", {"limit", "数量", "數量"}},
    label{"file", {"file", "文件", "檔案"}},
    label{"status", {"status", "状态", "狀態"}},
    label{"language", {"language", "语言", "語言"}},
    label{"time_zone", {"time_zone", "时区", "時區"}},
    label{"presence", {"presence", "在线状态", "上線狀態"}},
    label{"quiet_hours", {"quiet_hours", "免打扰时段", "勿擾時段"}},
    label{"invite", {"invite", "邀请", "邀請"}},
    label{"code", {"code", "验证码", "驗證碼"}},
    label{"user", {"user", "用户", "使用者"}},
    label{"users", {"users", "用户", "使用者"}},
    label{"role", {"role", "角色", "角色"}},
    label{"reason", {"reason", "原因", "原因"}},
    label{"emoji", {"emoji", "表情", "表情符號"}},
    label{"seconds", {"seconds", "时长", "時間長度"}},
    label{"slow_seconds", {"slow_seconds", "慢速间隔", "慢速間隔"}},
    label{"reply_to", {"reply_to", "被回复的消息", "回覆的訊息"}},
    label{"thread", {"thread", "话题回复", "討論串"}},
    label{"word", {"word", "词语", "詞語"}},
    label{"words", {"words", "词语", "詞語"}},
    label{"url", {"url", "网址", "網址"}},
    label{"preview_hosts", {"preview_hosts", "可以预览的网站", "可以預覽的網站"}},
    label{"secret", {"secret", "密钥", "金鑰"}},
    label{"event", {"event", "事件", "事件"}},
    label{"events", {"events", "事件", "事件"}},
    label{"command", {"command", "命令", "指令"}},
    label{"scopes", {"scopes", "权限", "權限"}},
    label{"payload", {"payload", "请求", "請求"}},
};

}  // namespace

std::string_view label_of(std::string_view field, chat::language lang) noexcept {
  const auto* const found = std::ranges::find(labels, field, &label::field);
  return found == labels.end() ? field : found->said.in(lang);
}

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
    case chat::field::hosts:
      return "preview_hosts";
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
    case chat::field::description:
      return "description";
  }
  return "payload";
}

}  // namespace webchats::api
