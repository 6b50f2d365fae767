#include "delivery/mime.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "delivery/smtp_client.hpp"

namespace webchats::delivery {
namespace {

chat::letter letter_with(std::string subject, std::string sender = "webchats") {
  return {.id = "id-1",
          .sender_name = std::move(sender),
          .to = "ann@example.org",
          .subject = std::move(subject),
          .text = "hello\nthere\n",
          .html = "<p>hello</p>\n"};
}

std::string message_of(const chat::letter& letter) {
  return mime_message(letter, "chat@chat.example", chat::instant(std::chrono::milliseconds(1'784'462'400'123)));
}

std::vector<std::string> header_names(const std::string& message) {
  std::vector<std::string> names;
  std::istringstream head(message.substr(0, message.find("\r\n\r\n")));
  for (std::string line; std::getline(head, line);) {
    if (!line.starts_with(' ')) names.push_back(line.substr(0, line.find(':')));
  }
  return names;
}

const std::vector<std::string> all_headers{"Date",       "From",           "To",           "Subject",
                                           "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"};

TEST(mime, is_a_message_of_two_alternatives) {
  EXPECT_EQ(message_of(letter_with("Hello there")),
            "Date: Sun, 19 Jul 2026 12:00:00 +0000\r\n"
            "From: webchats\r\n <chat@chat.example>\r\n"
            "To: <ann@example.org>\r\n"
            "Subject: Hello there\r\n"
            "Message-ID: <id-1@chat.example>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/alternative; boundary=\"=_id-1\"\r\n"
            "\r\n"
            "--=_id-1\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "aGVsbG8NCnRoZXJlDQo=\r\n"
            "--=_id-1\r\n"
            "Content-Type: text/html; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "PHA+aGVsbG88L3A+DQo=\r\n"
            "--=_id-1--\r\n");
}

TEST(mime, says_where_such_mails_are_switched_off_if_they_can_be) {
  auto letter = letter_with("Hello there");
  EXPECT_FALSE(message_of(letter).contains("List-Unsubscribe"));
  letter.unsubscribe = "https://chat.example/me";
  EXPECT_TRUE(message_of(letter).contains("\r\nList-Unsubscribe: <https://chat.example/me>\r\nMIME-Version"));
}

TEST(mime, no_field_adds_a_header_or_a_long_line) {
  std::string odd = "a\r\nBcc: x@evil.example\r\n\r\nbody";
  odd.push_back('\0');
  std::string chinese;
  for (int i = 0; i < 100; ++i) chinese += "茶";
  for (const auto& each :
       {odd, chinese, std::string(" edge "), std::string("=?utf-8?B?YQ==?="), std::string(500, 'x'),
        std::string("\"<a@b.c>,"), std::string("\xFF\xFE"), std::string(100, '\x80'), std::string()}) {
    const auto message = message_of(letter_with(each, each));
    EXPECT_EQ(header_names(message), all_headers);
    std::istringstream lines(message);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 79U) << line;
      EXPECT_TRUE(line.ends_with('\r'));
    }
  }
}

TEST(mime, a_headers_text_is_plain_or_in_encoded_words_of_whole_characters) {
  EXPECT_EQ(header_text("A test mail of webchats"), "A test mail of webchats");
  EXPECT_EQ(header_text("茶馆"), "=?utf-8?B?6Iy26aaG?=");
  EXPECT_EQ(header_text("a,b"), "=?utf-8?B?YSxi?=");
  EXPECT_EQ(header_text("a\nb"), "a b");
  EXPECT_EQ(header_text(""), "");
  // 42 bytes are 14 of these.
  const auto words = header_text("茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶");
  EXPECT_EQ(words.substr(words.find("\r\n")), "\r\n =?utf-8?B?6Iy2?=");
}

TEST(plain_line, is_one_short_printable_line) {
  EXPECT_EQ(plain_line("550 no\r\n"), "550 no");
  EXPECT_EQ(plain_line("a\x1b[31m\nb\x80"), "a [31m b");
  EXPECT_EQ(plain_line(std::string(1'000, 'x')).size(), 300U);
}

}  // namespace
}  // namespace webchats::delivery
