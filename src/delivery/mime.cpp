#include "delivery/mime.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/base64.hpp"

namespace webchats::delivery {

namespace {

constexpr std::size_t line_length = 76;
constexpr std::size_t plain_longest = 60;  // a header's text that needs no folding
constexpr std::size_t word_bytes = 42;     // of UTF-8 in an encoded word: 56 characters of base64, 68 with its frame

std::string base64_lines(std::string_view bytes) {
  const std::string all = base::base64(bytes);
  std::string lines;
  for (std::size_t at = 0; at < all.size(); at += line_length) lines += all.substr(at, line_length) + "\r\n";
  return lines;
}

/// Line breaks of a text in a mail.
std::string with_crlf(std::string_view text) {
  std::string lines;
  for (const char c : text) {
    if (c == '\r') continue;
    lines += c == '\n' ? "\r\n" : std::string(1, c);
  }
  return lines;
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' || c == '-';
}

/// The length of the longest beginning of at most `most` bytes that cuts no character in two.
std::size_t whole_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return end == 0 ? most : end;
}

std::string part(std::string_view type, std::string_view text) {
  return fmt::format("Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", type,
                     base64_lines(with_crlf(text)));
}

}  // namespace

std::string header_text(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(clean, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  const bool edged = clean.starts_with(' ') || clean.ends_with(' ');
  if (!edged && clean.size() <= plain_longest && std::ranges::all_of(clean, is_plain)) return clean;
  std::string words;
  for (std::string_view rest = clean; !rest.empty();) {
    const auto length = whole_characters(rest, word_bytes);
    if (!words.empty()) words += "\r\n ";
    words += "=?utf-8?B?" + base::base64(rest.substr(0, length)) + "?=";
    rest.remove_prefix(length);
  }
  return words;
}

std::string mime_message(const chat::letter& letter, std::string_view from, chat::instant now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto domain = from.substr(from.rfind('@') + 1);
  const std::string boundary = "=_" + letter.id;
  const std::string unsubscribe =
      letter.unsubscribe.empty() ? std::string() : "List-Unsubscribe: <" + letter.unsubscribe + ">\r\n";
  const std::string sender = letter.sender_name.empty() ? std::string() : header_text(letter.sender_name) + "\r\n ";
  return fmt::format(
             "Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\n"
             "From: {}<{}>\r\n"
             "To: <{}>\r\n"
             "Subject: {}\r\n"
             "Message-ID: <{}@{}>\r\n"
             "Auto-Submitted: auto-generated\r\n{}"
             "MIME-Version: 1.0\r\n"
             "Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n",
             fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), sender, from, letter.to,
             header_text(letter.subject), letter.id, domain, unsubscribe, boundary) +
         "--" + boundary + "\r\n" + part("text/plain", letter.text) + "--" + boundary + "\r\n" +
         part("text/html", letter.html) + "--" + boundary + "--\r\n";
}

}  // namespace webchats::delivery
