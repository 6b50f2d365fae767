#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <boost/asio/awaitable.hpp>

#include "chat/language.hpp"
#include "chat/types.hpp"

/// What is sent by mail, who puts it into words, and who brings it to the mail server.
namespace webchats::chat {

/// A mail to one person, but for its form on the wire.
struct letter {
  std::string id;           ///< the same for the same letter, however often it is sent; letters and digits, `-` and `_`
  std::string sender_name;  ///< who it says it is from, beside the address
  std::string to;           ///< an address that `check_email` takes
  std::string subject;
  std::string text;           ///< UTF-8, lines end with \n
  std::string html;           ///< the same for who reads HTML
  std::string unsubscribe{};  ///< URL where such mails are switched off, printable ASCII; empty: nobody can
};

/// Why a letter was not taken.
struct mail_failure {
  enum class lasting : std::uint8_t { no, yes };
  lasting lasts = lasting::no;  ///< yes: this letter to this address will never be taken
  std::string said;             ///< by the mail server or the network, printable, for administrators
};

/// The way to the mail server. May be used from any loop.
class mailer {
 public:
  virtual ~mailer() = default;
  /// Ends when the mail server has taken the letter or refused it.
  [[nodiscard]] virtual boost::asio::awaitable<std::expected<void, mail_failure>> send(letter sent) = 0;
};

/// What a letter about a new password says.
struct new_password_facts {
  chat::language language;
  std::string_view server;  ///< the server's name
  std::string_view person;  ///< the person's name
  std::string_view link;    ///< to the page, with the code
  std::string_view code;
};

/// A message in a letter about what was missed.
struct missed_line {
  std::string author;
  std::string room;  ///< its name; empty: a direct room
  std::string text;  ///< its beginning, on one line; may be empty
  std::int64_t files = 0;
  std::string link;
};

/// What such a letter says.
struct missed_facts {
  chat::language language;
  std::string_view server;
  std::string_view person;
  std::span<const missed_line> lines;
  std::int64_t more = 0;      ///< messages that are not in `lines`
  std::string_view settings;  ///< link to where such letters are switched off
};

/// Puts letters into words: subject, text and HTML.
class letter_writer {
 public:
  virtual ~letter_writer() = default;
  [[nodiscard]] virtual letter new_password(const new_password_facts& facts) const = 0;
  [[nodiscard]] virtual letter missed(const missed_facts& facts) const = 0;
  /// To see whether mails arrive.
  [[nodiscard]] virtual letter trial(language spoken, std::string_view server) const = 0;
};

}  // namespace webchats::chat
