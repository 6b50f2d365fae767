// Every setting under all its names, and how its value is read.

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "app/config.hpp"
#include "chat/text.hpp"

namespace webchats::app {

namespace {

template <class Number>
Number number(const std::string& value, Number low, Number high) {
  Number result{};
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
  if (error != std::errc{} || end != value.data() + value.size() || result < low || result > high) {
    throw std::invalid_argument("a number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  return result;
}

bool truth(const std::string& value) {
  if (value == "true" || value == "1" || value == "yes" || value == "on") return true;
  if (value == "false" || value == "0" || value == "no" || value == "off" || value.empty()) return false;
  throw std::invalid_argument("true or false");
}

std::vector<std::string> list(const std::string& value) {
  std::vector<std::string> items;
  std::istringstream words(value);
  for (std::string word; std::getline(words, word, ',');) {
    word.erase(0, word.find_first_not_of(' '));
    word.erase(word.find_last_not_of(' ') + 1);
    if (!word.empty()) items.push_back(word);
  }
  return items;
}

/// "host:port", "[v6]:port", ":port" or "port".
void set_listen(config& target, const std::string& value) {
  listen_address address = target.listen;
  const std::size_t colon = value.rfind(':');
  if (colon != value.find(':') && !value.starts_with('['))
    throw std::invalid_argument("an IPv6 address in brackets: [::1]:5200");
  std::string host = colon == std::string::npos ? "" : value.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!host.empty()) address.host = host;
  address.port = number<std::uint16_t>(value.substr(colon == std::string::npos ? 0 : colon + 1), 0, 65535);
  target.listen = address;
}

void set_log_level(config& target, const std::string& value) {
  constexpr std::array levels{"debug", "info", "warning", "error"};
  if (std::ranges::find(levels, value) == levels.end()) throw std::invalid_argument("debug, info, warning or error");
  target.log_level = value;
}

void set_io_uring(config& target, const std::string& value) {
  using enum net::write_method;
  if (value != "auto" && value != "on" && value != "off") throw std::invalid_argument("auto, on or off");
  target.writes = value == "auto" ? automatic : value == "on" ? io_uring : sendmsg;
}

void set_registration(config& target, const std::string& value) {
  if (value != "open" && value != "invite" && value != "closed") throw std::invalid_argument("open, invite or closed");
  target.registration = value;
}

void set_previews(config& target, const std::string& value) {
  if (value != "off" && value != "on") throw std::invalid_argument("off or on");
  target.previews = value;
}

void set_database_password_file(config& target, const std::string& value) {
  target.database_password = password_in(value);
}

void set_mail_password_file(config& target, const std::string& value) { target.mail_password = password_in(value); }

void set_public_url(config& target, const std::string& value) {
  const bool web = value.starts_with("http://") || value.starts_with("https://");
  const bool clean = std::ranges::all_of(value, [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '<'; });
  if (!web || !clean || value.find_first_of("?#") != std::string::npos) {
    throw std::invalid_argument("a web address, e.g. https://chat.example.org");
  }
  target.public_url = value.substr(0, value.find_last_not_of('/') + 1);
}

void set_mail_security(config& target, const std::string& value) {
  if (value != "starttls" && value != "tls" && value != "none") {
    throw std::invalid_argument("starttls, tls or none");
  }
  target.mail_security = value;
}

void set_mail_server(config& target, const std::string& value) {
  if (!std::ranges::all_of(value,
                           [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':'; })) {
    throw std::invalid_argument("the name or address of a mail server, without its port");
  }
  target.mail_server = value;
}

void set_mail_from(config& target, const std::string& value) {
  if (chat::check_email(value, {})) throw std::invalid_argument("an e-mail address, e.g. chat@example.org");
  target.mail_from = value;
}

void set_push_contact(config& target, const std::string& value) {
  if (!value.starts_with("mailto:") && !value.starts_with("https://")) {
    throw std::invalid_argument("a mailto: or https: URL");
  }
  target.push_contact = value;
}

constexpr std::array all_settings{
    setting{"server.listen", "listen", "WEBCHATS_LISTEN", "", "address and port, e.g. 0.0.0.0:5200", set_listen},
    setting{"server.ip", "listen-ip", "WEBCHATS_LISTEN_IP", "LARAVELS_LISTEN_IP", "the address alone",
            [](config& c, const std::string& v) { c.listen.host = v; }},
    setting{"server.port", "listen-port", "WEBCHATS_LISTEN_PORT", "LARAVELS_LISTEN_PORT", "the port alone",
            [](config& c, const std::string& v) { c.listen.port = number<std::uint16_t>(v, 0, 65535); }},
    setting{"server.data", "data", "WEBCHATS_DATA", "", "directory of the database, files and logs",
            [](config& c, const std::string& v) { c.data = v; }},
    setting{"server.loops", "loops", "WEBCHATS_LOOPS", "", "event loops; 0 = one per core",
            [](config& c, const std::string& v) { c.loops = number<std::size_t>(v, 0, 256); }},
    setting{"server.io_uring", "io-uring", "WEBCHATS_IO_URING", "",
            "send by io_uring: auto = where the system allows it, on = or do not start, off", set_io_uring},
    setting{"server.fan_out_pace", "fan-out-pace", "WEBCHATS_FAN_OUT_PACE", "",
            "ms that a message to a large busy room waits at most for others; 0 = none waits",
            [](config& c, const std::string& v) {
              c.fan_out_pace = std::chrono::milliseconds(number<unsigned>(v, 0, 1'000));
            }},
    setting{"server.daemonize", "daemonize", "WEBCHATS_DAEMONIZE", "LARAVELS_DAEMONIZE",
            "run in the background (start)",
            [](config& c, const std::string& v) { c.daemonize = truth(v) ? daemon::yes : daemon::no; }},
    setting{"server.allowed_origins", "allowed-origins", "WEBCHATS_ALLOWED_ORIGINS", "",
            "web origins besides our own, separated by commas; * = every",
            [](config& c, const std::string& v) { c.allowed_origins = list(v); }},
    setting{"server.trusted_proxies", "trusted-proxies", "WEBCHATS_TRUSTED_PROXIES", "",
            "addresses whose X-Forwarded-For is believed",
            [](config& c, const std::string& v) { c.trusted_proxies = list(v); }},
    setting{"log.level", "log-level", "WEBCHATS_LOG_LEVEL", "", "debug, info, warning or error", set_log_level},
    setting{"limits.connections", "connections", "WEBCHATS_CONNECTIONS", "",
            "connections in all; 0 = as many as files may be open",
            [](config& c, const std::string& v) { c.connections = number<std::size_t>(v, 0, 10'000'000); }},
    setting{"limits.connections_per_address", "connections-per-address", "WEBCHATS_CONNECTIONS_PER_ADDRESS", "",
            "connections of one client address; 0 = no limit",
            [](config& c, const std::string& v) { c.connections_per_address = number<std::size_t>(v, 0, 10'000'000); }},
    setting{"limits.messages_per_second", "messages-per-second", "WEBCHATS_MESSAGES_PER_SECOND", "",
            "a person's steady rate",
            [](config& c, const std::string& v) { c.messages_per_second = number<double>(v, 0.1, 1e6); }},
    setting{"limits.message_burst", "message-burst", "WEBCHATS_MESSAGE_BURST", "", "messages a person may send at once",
            [](config& c, const std::string& v) { c.message_burst = number<double>(v, 1, 1e6); }},
    setting{"limits.events_per_second", "events-per-second", "WEBCHATS_EVENTS_PER_SECOND", "",
            "events of one connection, of every kind; twice as many at once",
            [](config& c, const std::string& v) { c.events_per_second = number<double>(v, 1, 1e6); }},
    setting{"limits.search_time", "search-time", "WEBCHATS_SEARCH_TIME", "",
            "ms that a search for messages may take before it is cut off",
            [](config& c, const std::string& v) {
              c.search_time = std::chrono::milliseconds(number<unsigned>(v, 1, 60'000));
            }},
    setting{"limits.requests_per_minute", "requests-per-minute", "WEBCHATS_REQUESTS_PER_MINUTE", "",
            "requests per address and person on the classic API",
            [](config& c, const std::string& v) { c.requests_per_minute = number<std::size_t>(v, 1, 1'000'000); }},
    setting{"limits.password_attempts", "password-attempts", "WEBCHATS_PASSWORD_ATTEMPTS", "",
            "failed logins per address in five minutes",
            [](config& c, const std::string& v) { c.password_attempts = number<std::size_t>(v, 1, 1'000'000); }},
    setting{"limits.file_size", "file-size", "WEBCHATS_FILE_SIZE", "", "MiB of one file; images have 20 at most",
            [](config& c, const std::string& v) { c.file_megabytes = number<std::size_t>(v, 1, 1'000'000); }},
    setting{"limits.files_per_person", "files-per-person", "WEBCHATS_FILES_PER_PERSON", "",
            "MiB of all files of one person",
            [](config& c, const std::string& v) { c.person_megabytes = number<std::size_t>(v, 1, 1'000'000'000); }},
    setting{"limits.unused_files", "unused-files", "WEBCHATS_UNUSED_FILES", "",
            "seconds that an upload may take, and that a file may wait for its message",
            [](config& c, const std::string& v) {
              c.unused_files = std::chrono::seconds(number<unsigned>(v, 1, 31'536'000));
            }},
    setting{"limits.session_lifetime", "session-lifetime", "WEBCHATS_SESSION_LIFETIME", "",
            "seconds that a login lasts at most",
            [](config& c, const std::string& v) {
              c.session_lifetime = std::chrono::seconds(number<std::int64_t>(v, 1, 3'153'600'000));
            }},
    setting{"accounts.registration", "registration", "WEBCHATS_REGISTRATION", "",
            "who may register, until it is set in the administration: open = everybody, invite = who has one, closed",
            set_registration},
    setting{"database.url", "database-url", "WEBCHATS_DATABASE_URL", "",
            "sqlite, postgresql://user@host/name or mysql://user@host/name",
            [](config& c, const std::string& v) { c.database_url = v; }},
    setting{"database.password", "database-password", "WEBCHATS_DATABASE_PASSWORD", "",
            "its password (better in the environment than on the command line)",
            [](config& c, const std::string& v) { c.database_password = v; }},
    setting{"database.password_file", "database-password-file", "WEBCHATS_DATABASE_PASSWORD_FILE", "",
            "file with its password", set_database_password_file},
    setting{"server.public_url", "public-url", "WEBCHATS_PUBLIC_URL", "",
            "where people reach the page, e.g. https://chat.example.org; for links in mails", set_public_url},
    setting{"mail.server", "mail-server", "WEBCHATS_MAIL_SERVER", "",
            "mail server (SMTP) that takes mails to people; empty = this server sends none", set_mail_server},
    setting{"mail.port", "mail-port", "WEBCHATS_MAIL_PORT", "",
            "its port; 0 = 587 with starttls, 465 with tls, 25 with none",
            [](config& c, const std::string& v) { c.mail_port = number<std::uint16_t>(v, 0, 65535); }},
    setting{"mail.security", "mail-security", "WEBCHATS_MAIL_SECURITY", "",
            "starttls (the default), tls, or none (the default for a mail server on this machine)", set_mail_security},
    setting{"mail.user", "mail-user", "WEBCHATS_MAIL_USER", "", "name of the login there; empty = without",
            [](config& c, const std::string& v) { c.mail_user = v; }},
    setting{"mail.password", "mail-password", "WEBCHATS_MAIL_PASSWORD", "",
            "its password (better in the environment than on the command line)",
            [](config& c, const std::string& v) { c.mail_password = v; }},
    setting{"mail.password_file", "mail-password-file", "WEBCHATS_MAIL_PASSWORD_FILE", "", "file with its password",
            set_mail_password_file},
    setting{"mail.from", "mail-from", "WEBCHATS_MAIL_FROM", "", "the address that mails come from", set_mail_from},
    setting{"mail.ca_file", "mail-ca-file", "WEBCHATS_MAIL_CA_FILE", "",
            "file with the certificates that the mail server's is checked by; empty = the system's",
            [](config& c, const std::string& v) { c.mail_ca_file = v; }},
    setting{
        "mail.timeout", "mail-timeout", "WEBCHATS_MAIL_TIMEOUT", "", "seconds that sending a mail may take",
        [](config& c, const std::string& v) { c.mail_timeout = std::chrono::seconds(number<unsigned>(v, 1, 600)); }},
    setting{"mail.notify_after", "mail-notify-after", "WEBCHATS_MAIL_NOTIFY_AFTER", "",
            "seconds after a missed message until a mail tells of it, to who wants that",
            [](config& c, const std::string& v) {
              c.mail_notify_after = std::chrono::seconds(number<unsigned>(v, 0, 86'400));
            }},
    setting{"mail.notify_pause", "mail-notify-pause", "WEBCHATS_MAIL_NOTIFY_PAUSE", "",
            "seconds between two such mails to one person",
            [](config& c, const std::string& v) {
              c.mail_notify_pause = std::chrono::seconds(number<unsigned>(v, 0, 604'800));
            }},
    setting{"robot.url", "robot-url", "WEBCHATS_ROBOT_URL", "", "OpenAI-compatible base URL; empty = the offline robot",
            [](config& c, const std::string& v) { c.robot_url = v; }},
    setting{"robot.key", "robot-key", "WEBCHATS_ROBOT_KEY", "",
            "its key (better in the environment than on the command line)",
            [](config& c, const std::string& v) { c.robot_key = v; }},
    setting{"robot.model", "robot-model", "WEBCHATS_ROBOT_MODEL", "", "its model",
            [](config& c, const std::string& v) { c.robot_model = v; }},
    setting{"robot.questions_per_minute", "robot-questions-per-minute", "WEBCHATS_ROBOT_QUESTIONS_PER_MINUTE", "",
            "questions and summaries of one person; ten more at once",
            [](config& c, const std::string& v) { c.robot_per_minute = number<double>(v, 0.01, 1e6); }},
    setting{"robot.room_questions_per_minute", "robot-room-questions-per-minute",
            "WEBCHATS_ROBOT_ROOM_QUESTIONS_PER_MINUTE", "", "the same in one room, of all its members",
            [](config& c, const std::string& v) { c.robot_room_per_minute = number<double>(v, 0.01, 1e6); }},
    setting{"robot.faq", "robot-faq", "WEBCHATS_ROBOT_FAQ", "", "file with questions and answers for the offline robot",
            [](config& c, const std::string& v) { c.robot_faq = v; }},
    setting{"push.contact", "push-contact", "WEBCHATS_PUSH_CONTACT", "",
            "mailto: or https: URL of the operator, for the services that carry notifications", set_push_contact},
    setting{"previews.links", "previews", "WEBCHATS_PREVIEWS", "",
            "whether the server looks at pages that people link to, until it is set in the administration: off or on",
            set_previews},
    setting{"previews.hosts", "preview-hosts", "WEBCHATS_PREVIEW_HOSTS", "",
            "sites that it may look at, separated by commas, until they are set in the administration; empty = all",
            [](config& c, const std::string& v) { c.preview_hosts = list(v); }},
    setting{"previews.allow_private", "previews-allow-private", "WEBCHATS_PREVIEWS_ALLOW_PRIVATE", "",
            "addresses and networks beside the public internet that it may look at, on any port, separated by commas",
            [](config& c, const std::string& v) { c.previews_allow_private = list(v); }},
    setting{"webhooks.allow_private", "webhooks-allow-private", "WEBCHATS_WEBHOOKS_ALLOW_PRIVATE", "",
            "addresses and networks beside the public internet that hooks may reach, separated by commas",
            [](config& c, const std::string& v) { c.webhooks_allow_private = list(v); }},
    setting{"webhooks.first_retry", "webhooks-first-retry", "WEBCHATS_WEBHOOKS_FIRST_RETRY", "",
            "ms until a failed delivery is tried again; twice as long each time",
            [](config& c, const std::string& v) {
              c.webhooks_first_retry = std::chrono::milliseconds(number<unsigned>(v, 10, 3'600'000));
            }},
    setting{"webhooks.longest_pause", "webhooks-longest-pause", "WEBCHATS_WEBHOOKS_LONGEST_PAUSE", "",
            "ms between two attempts at most",
            [](config& c,
               const std::string&
                   v) { c.webhooks_longest_pause = std::chrono::milliseconds(number<unsigned>(v, 10, 86'400'000)); }},
    setting{"webhooks.give_up", "webhooks-give-up", "WEBCHATS_WEBHOOKS_GIVE_UP", "",
            "seconds after which a delivery is not tried any more",
            [](config& c,
               const std::string& v) { c.webhooks_give_up = std::chrono::seconds(number<unsigned>(v, 1, 2'592'000)); }},
};

}  // namespace

std::span<const setting> settings() noexcept { return all_settings; }

std::string password_in(const std::string& path) {
  std::ifstream file(path);
  std::string password;
  if (!std::getline(file, password)) throw std::invalid_argument("a file whose first line is the password");
  if (password.ends_with('\r')) password.pop_back();
  return password;
}

}  // namespace webchats::app
