#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "chat/ports/clock.hpp"
#include "chat/ports/mail.hpp"
#include "chat/work_pool.hpp"

namespace webchats::delivery {

enum class smtp_security : std::uint8_t {
  starttls,  ///< begins plain and turns to TLS, or sends nothing
  tls,       ///< TLS from the first byte
  none,
};

struct smtp_options {
  std::string host;  ///< name or address, IPv6 without brackets
  std::uint16_t port = 587;
  smtp_security security = smtp_security::starttls;
  std::string user{};  ///< empty: without login
  std::string password{};
  std::string from;                           ///< an address that `check_email` takes
  std::string authorities{};                  ///< file with the certificates that are trusted; empty: the system's
  std::chrono::milliseconds timeout{20'000};  ///< from the connection to the last answer
};

/// Brings letters to one mail server (RFC 5321), a connection for each, on threads of its own. One for the process; may
/// be used from any loop. Neither the password nor what is sent gets into a log.
class smtp_client final : public chat::mailer {
 public:
  smtp_client(smtp_options chosen, const chat::clock& time);
  ~smtp_client() override { close(); }

  [[nodiscard]] boost::asio::awaitable<std::expected<void, chat::mail_failure>> send(chat::letter sent) override;

  /// Cuts off what is under way, within a second; it fails, and whoever waits for it hears so. To be called while the
  /// executors of who waits are there.
  void close() noexcept;

 private:
  [[nodiscard]] std::expected<void, chat::mail_failure> send_now(const chat::letter& sent) const;

  const smtp_options options_;
  const chat::clock& clock_;
  std::atomic<bool> closing_{false};
  chat::work_pool pool_;
};

/// What a mail server or libcurl said, fit for a log and a page: one line, printable, bounded.
[[nodiscard]] std::string plain_line(std::string_view said);

}  // namespace webchats::delivery
