#include "api/mails/letters.hpp"

#include <fmt/format.h>

#include <string>

namespace webchats::api::mails {
namespace {

/// What letters say; `{0}` is the server's name, `{1}` the person's.
constexpr chat::wording password_subject{"A new password for {0}", "重设您在 {0} 的密码", "重設您在 {0} 的密碼"};
constexpr chat::wording greeting{"Hello {1},", "{1}，您好：", "{1}，您好："};
constexpr chat::wording password_why{
    "somebody has asked for a new password for your account at {0}. Within an hour you can set one here; all your "
    "devices are then signed out:",
    "有人申请重设您在 {0} 的密码。请在一小时内通过以下链接设置新密码，设置后所有设备都会退出登录：",
    "有人申請重設您在 {0} 的密碼。請在一小時內透過以下連結設定新密碼，設定後所有裝置都會登出："};
constexpr chat::wording password_button{"Set a new password", "设置新密码", "設定新密碼"};
constexpr chat::wording password_code{"The code in the link is", "链接中的验证码：", "連結中的驗證碼："};
constexpr chat::wording password_else{"It was not you? Then do nothing: your password stays as it is.",
                                      "如果不是您本人操作，请忽略本邮件，您的密码不会改变。",
                                      "如果不是您本人操作，請忽略這封郵件，您的密碼不會改變。"};
constexpr chat::wording missed_subject{"New messages for you at {0}", "{0} 有给您的新消息", "{0} 有給您的新訊息"};
constexpr chat::wording missed_why{"while you were away, somebody wrote to you at {0}:",
                                   "您离开期间，{0} 有人给您留言：", "您離開期間，{0} 有人給您留言："};
constexpr chat::wording missed_direct{"{0} wrote to you directly:", "{0} 给您发了私信：", "{0} 傳了私訊給您："};
constexpr chat::wording missed_room{"{0} mentioned you in “{1}”:", "{0} 在“{1}”中提到了您：",
                                    "{0} 在「{1}」中提到了您："};
constexpr chat::wording missed_files{"Files: {0}", "附件：{0}", "附件：{0}"};
constexpr chat::wording missed_more{"There is more: {0}", "更多未读：{0} 条", "更多未讀：{0} 則"};
constexpr chat::wording missed_off{
    "You get this mail because mail notifications are switched on in your account. Switch them off here:",
    "您的账号开启了邮件通知，因此收到本邮件。可在此关闭：", "您的帳號啟用了郵件通知，因此收到這封郵件。可在此停用："};
constexpr chat::wording trial_subject{"A test mail of {0}", "来自 {0} 的测试邮件", "來自 {0} 的測試郵件"};
constexpr chat::wording trial_text{"Mails of {0} arrive: this one did.", "{0} 可以发送邮件：您已收到本邮件。",
                                   "{0} 可以寄送郵件：您已收到這封郵件。"};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// A text of the table with the names in it.
std::string filled(std::string_view text, std::string_view server, std::string_view person = {}) {
  return fmt::format(fmt::runtime(text), server, person);
}

std::string paragraph(std::string_view html) { return fmt::format("<p>{}</p>\n", html); }

std::string page(chat::language spoken, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n{}</body>\n</html>\n",
      chat::tag_of(spoken), body);
}

}  // namespace

chat::letter letters::new_password(const chat::new_password_facts& facts) const {
  const auto text_of = [&](const chat::wording& said) {
    return filled(said.in(facts.language), facts.server, facts.person);
  };
  const auto html_of = [&](const chat::wording& said) {
    return filled(said.in(facts.language), escaped(facts.server), escaped(facts.person));
  };
  chat::letter made;
  made.subject = text_of(password_subject);
  made.text = fmt::format("{}\n\n{}\n\n{}\n\n{} {}\n\n{}\n", text_of(greeting), text_of(password_why), facts.link,
                          text_of(password_code), facts.code, text_of(password_else));
  const auto link = escaped(facts.link);
  made.html =
      page(facts.language, paragraph(html_of(greeting)) + paragraph(html_of(password_why)) +
                               paragraph(fmt::format("<a href=\"{}\">{}</a>", link, html_of(password_button))) +
                               paragraph(link) +
                               paragraph(fmt::format("{} <b>{}</b>", html_of(password_code), escaped(facts.code))) +
                               paragraph(html_of(password_else)));
  return made;
}

chat::letter letters::missed(const chat::missed_facts& facts) const {
  const auto in = [&](const chat::wording& said) { return fmt::runtime(said.in(facts.language)); };
  chat::letter made;
  made.subject = fmt::format(in(missed_subject), facts.server);
  made.text = fmt::format("{}\n\n{}\n\n", fmt::format(in(greeting), facts.server, facts.person),
                          fmt::format(in(missed_why), facts.server));
  std::string body = paragraph(fmt::format(in(greeting), escaped(facts.server), escaped(facts.person))) +
                     paragraph(fmt::format(in(missed_why), escaped(facts.server)));
  for (const auto& each : facts.lines) {
    const auto& where = each.room.empty() ? missed_direct : missed_room;
    const auto files = each.files == 0 ? std::string() : fmt::format(in(missed_files), each.files);
    const auto said = each.text + (each.text.empty() || files.empty() ? "" : " · ") + files;
    made.text += fmt::format("{}\n{}\n{}\n\n", fmt::format(in(where), each.author, each.room), said, each.link);
    body += paragraph(fmt::format("{}<br>\n<a href=\"{}\">{}</a>",
                                  fmt::format(in(where), escaped(each.author), escaped(each.room)), escaped(each.link),
                                  escaped(said)));
  }
  if (facts.more > 0) {
    made.text += fmt::format(in(missed_more), facts.more) + "\n\n";
    body += paragraph(fmt::format(in(missed_more), facts.more));
  }
  made.text += fmt::format("{}\n{}\n", missed_off.in(facts.language), facts.settings);
  const auto settings = escaped(facts.settings);
  body += paragraph(fmt::format("{}<br>\n<a href=\"{}\">{}</a>", missed_off.in(facts.language), settings, settings));
  made.html = page(facts.language, body);
  return made;
}

chat::letter letters::trial(chat::language spoken, std::string_view server) const {
  chat::letter made;
  made.subject = filled(trial_subject.in(spoken), server);
  made.text = filled(trial_text.in(spoken), server) + "\n";
  made.html = page(spoken, paragraph(filled(trial_text.in(spoken), escaped(server))));
  return made;
}

}  // namespace webchats::api::mails
