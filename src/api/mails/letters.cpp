#include "api/mails/letters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "api/error.hpp"

namespace webchats::api::mails {
namespace {

/// What letters say in one language; `{0}` is the server's name, `{1}` the person's.
struct words {
  std::string_view language;
  std::string_view password_subject;
  std::string_view greeting;
  std::string_view password_why;
  std::string_view password_button;
  std::string_view password_code;
  std::string_view password_else;
  std::string_view trial_subject;
  std::string_view trial_text;
};

constexpr std::array table{
    words{.language = "en",
          .password_subject = "A new password for {0}",
          .greeting = "Hello {1},",
          .password_why = "somebody has asked for a new password for your account at {0}. Within an hour you can set "
                          "one here; all your devices are then signed out:",
          .password_button = "Set a new password",
          .password_code = "The code in the link is",
          .password_else = "It was not you? Then do nothing: your password stays as it is.",
          .trial_subject = "A test mail of {0}",
          .trial_text = "Mails of {0} arrive: this one did."},
    words{
        .language = "zh-CN",
        .password_subject = "重设您在 {0} 的密码",
        .greeting = "{1}，您好：",
        .password_why = "有人申请重设您在 {0} 的密码。请在一小时内通过以下链接设置新密码，设置后所有设备都会退出登录：",
        .password_button = "设置新密码",
        .password_code = "链接中的验证码：",
        .password_else = "如果不是您本人操作，请忽略本邮件，您的密码不会改变。",
        .trial_subject = "来自 {0} 的测试邮件",
        .trial_text = "{0} 可以发送邮件：您已收到本邮件。"},
    words{.language = "zh-TW",
          .password_subject = "重設您在 {0} 的密碼",
          .greeting = "{1}，您好：",
          .password_why = "有人申請重設您在 {0} 的密碼。請在一小時內透過以下連結設定新密碼，設定後所有裝置都會登出：",
          .password_button = "設定新密碼",
          .password_code = "連結中的驗證碼：",
          .password_else = "如果不是您本人操作，請忽略這封郵件，您的密碼不會改變。",
          .trial_subject = "來自 {0} 的測試郵件",
          .trial_text = "{0} 可以寄送郵件：您已收到這封郵件。"},
};

const words& words_of(std::string_view language) {
  const auto* found = std::ranges::find(table, language, &words::language);
  return found == table.end() ? table.front() : *found;
}

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

std::string page(std::string_view language, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n{}</body>\n</html>\n",
      language, body);
}

}  // namespace

chat::letter letters::new_password(const chat::new_password_facts& facts) const {
  const auto& said = words_of(facts.language);
  const auto text_of = [&](std::string_view text) { return filled(text, facts.server, facts.person); };
  const auto html_of = [&](std::string_view text) {
    return filled(text, escaped(facts.server), escaped(facts.person));
  };
  chat::letter made;
  made.subject = text_of(said.password_subject);
  made.text = fmt::format("{}\n\n{}\n\n{}\n\n{} {}\n\n{}\n", text_of(said.greeting), text_of(said.password_why),
                          facts.link, said.password_code, facts.code, said.password_else);
  const auto link = escaped(facts.link);
  made.html = page(said.language, paragraph(html_of(said.greeting)) + paragraph(html_of(said.password_why)) +
                                      paragraph(fmt::format("<a href=\"{}\">{}</a>", link, said.password_button)) +
                                      paragraph(link) +
                                      paragraph(fmt::format("{} <b>{}</b>", said.password_code, escaped(facts.code))) +
                                      paragraph(said.password_else));
  return made;
}

chat::letter letters::trial(std::string_view language, std::string_view server) const {
  const auto& said = words_of(language);
  chat::letter made;
  made.subject = filled(said.trial_subject, server);
  made.text = filled(said.trial_text, server) + "\n";
  made.html = page(said.language, paragraph(filled(said.trial_text, escaped(server))));
  return made;
}

std::string_view letter_language_of(std::string_view accept_language) noexcept {
  if (language_of(accept_language) == language::en) return "en";
  const auto traditional = std::ranges::any_of(std::array{"zh-TW", "zh-HK", "zh-MO", "zh-Hant"},
                                               [&](const char* tag) { return accept_language.contains(tag); });
  return traditional ? "zh-TW" : "zh-CN";
}

}  // namespace webchats::api::mails
