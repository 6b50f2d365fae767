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

chat::letter letters::trial(chat::language spoken, std::string_view server) const {
  chat::letter made;
  made.subject = filled(trial_subject.in(spoken), server);
  made.text = filled(trial_text.in(spoken), server) + "\n";
  made.html = page(spoken, paragraph(filled(trial_text.in(spoken), escaped(server))));
  return made;
}

}  // namespace webchats::api::mails
