#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "net/loop.hpp"

namespace webchats::app {

/// An address to listen on.
struct listen_address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5200;  ///< 0 = any free port

  [[nodiscard]] bool operator==(const listen_address&) const = default;
};

enum class daemon : std::uint8_t { no, yes };

/// Everything that can be set, with its default. Filled once at start, then handed out by value.
struct config {
  listen_address listen;
  std::filesystem::path data = "data";                      ///< database, files, pid file, logs
  std::size_t loops = 0;                                    ///< event loops; 0 = one per core
  net::write_method writes = net::write_method::automatic;  ///< how messages leave
  daemon daemonize = daemon::no;
  std::string log_level = "info";
  std::vector<std::string> allowed_origins;    ///< besides the own one; "*" = every
  std::vector<std::string> trusted_proxies;    ///< addresses whose X-Forwarded-For is believed
  std::chrono::milliseconds fan_out_pace{15};  ///< longest wait of a message to a large busy room for others
  std::size_t connections = 0;                 ///< over all; 0 = as many as files may be open, and then they wait
  std::size_t connections_per_address = 1000;  ///< 0 = no limit
  double messages_per_second = 5;              ///< a person's steady rate …
  double message_burst = 20;                   ///< … and how many may come at once
  double events_per_second = 100;              ///< a connection's events of every kind; twice as many at once
  std::chrono::milliseconds search_time{500};  ///< that a search for messages may take
  std::size_t requests_per_minute = 60;        ///< per address and person, on the classic API
  std::size_t password_attempts = 20;          ///< failed logins per address in five minutes
  std::size_t file_megabytes = 100;            ///< of one file
  std::size_t person_megabytes = 2048;         ///< of all files of one person
  std::chrono::seconds unused_files =
      std::chrono::days{1};  ///< how long an upload may take and a file wait for its message
  std::chrono::seconds session_lifetime = std::chrono::days{180};  ///< how long a login lasts at most
  std::string registration = "open";    ///< open, invite or closed, until an administrator says otherwise
  std::string database_url = "sqlite";  ///< as `store::parse_database_url` reads it; may hold a password
  std::string database_password;        ///< goes before one in the URL
  std::string robot_url;                ///< OpenAI-compatible base URL; empty = the offline robot
  std::string robot_key;
  std::string robot_model = "gpt-4o-mini";
  double robot_per_minute = 30;                     ///< a person's questions and summaries
  double robot_room_per_minute = 12;                ///< the same in one room, of all its members
  std::vector<std::string> webhooks_allow_private;  ///< addresses and networks that hooks may reach all the same
  std::chrono::milliseconds webhooks_first_retry{5'000};
  std::chrono::milliseconds webhooks_longest_pause = std::chrono::hours(1);
  std::chrono::seconds webhooks_give_up = std::chrono::hours(24);
  std::string previews = "off";            ///< off or on, until an administrator says otherwise
  std::vector<std::string> preview_hosts;  ///< that may be looked at, until an administrator says otherwise; none: all
  std::vector<std::string> previews_allow_private;  ///< addresses and networks that are looked at all the same
  std::string public_url;       ///< where people reach the page, for links in mails; no slash at its end
  std::string mail_server;      ///< name or address; empty = this server sends no mail
  std::uint16_t mail_port = 0;  ///< 0 = what is usual for the security
  std::string mail_security;    ///< starttls, tls, none; empty = starttls, but none on this machine
  std::string mail_user;        ///< empty = without login
  std::string mail_password;
  std::string mail_from;               ///< an address
  std::filesystem::path mail_ca_file;  ///< certificates that are trusted; empty = the system's
  std::chrono::seconds mail_timeout{20};
  std::chrono::seconds mail_notify_after = std::chrono::minutes{15};  ///< the first message that somebody missed
  std::chrono::seconds mail_notify_pause = std::chrono::hours{1};     ///< between two mails to one person
  std::string push_contact = "mailto:webchats@localhost";             ///< whom push services may write to
  std::filesystem::path robot_faq;  ///< more questions and answers for the offline robot
};

/// A setting that can't be used; `what()` says where it stands, what is wrong and what would be right.
class config_error : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One setting under all its names.
struct setting {
  std::string_view key;       ///< in webchats.toml: "section.name"
  std::string_view flag;      ///< on the command line, without the dashes
  std::string_view variable;  ///< in the environment
  std::string_view legacy;    ///< name in the original's .env, or empty
  std::string_view help;
  void (*set)(config&, const std::string& value);  ///< throws std::invalid_argument
};

/// All settings, in the order of the documentation.
[[nodiscard]] std::span<const setting> settings() noexcept;

/// The settings that come from outside, from low to high precedence.
struct config_sources {
  std::filesystem::path file;                      ///< webchats.toml; missing is fine unless it was named
  std::map<std::string, std::string> dotenv;       ///< .env of the working directory
  std::map<std::string, std::string> environment;  ///< of the process
  std::map<std::string, std::string> flags;        ///< by `setting::flag`
};

/// Defaults, then file, .env, environment, flags. Throws config_error.
[[nodiscard]] config load_config(const config_sources& sources);

/// The first line of a file. Throws std::invalid_argument.
[[nodiscard]] std::string password_in(const std::string& path);

/// `NAME=value` lines with comments and quotes, as in Laravel's .env.
[[nodiscard]] std::map<std::string, std::string> parse_dotenv(std::string_view text);

/// The settings of this process's environment that start with WEBCHATS_ or LARAVELS_.
[[nodiscard]] std::map<std::string, std::string> process_environment();

}  // namespace webchats::app
