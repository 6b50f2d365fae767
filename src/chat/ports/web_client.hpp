#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/asio/awaitable.hpp>

namespace webchats::chat {

/// A POST to a server that somebody else named.
struct web_request {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::chrono::milliseconds timeout{10'000};  ///< from the connection to the last byte of the answer
  std::size_t answer_bytes = 64 * 1024;       ///< of an answer; more is `bad_answer`
};

struct web_answer {
  unsigned status = 0;
  std::string body;  ///< untrusted
};

/// Why there was no answer.
enum class web_failure : std::uint8_t {
  bad_url,      ///< not http or https, or with a user name
  not_allowed,  ///< its addresses are not of the public internet
  unreachable,  ///< unknown host, refused, cut off, or TLS failed
  timed_out,
  bad_answer,  ///< not HTTP, or too large
};

[[nodiscard]] constexpr std::string_view name_of(web_failure why) noexcept {
  switch (why) {
    case web_failure::bad_url:
      return "bad_url";
    case web_failure::not_allowed:
      return "address_not_allowed";
    case web_failure::unreachable:
      return "unreachable";
    case web_failure::timed_out:
      return "timed_out";
    case web_failure::bad_answer:
      break;
  }
  return "bad_answer";
}

/// Asks servers that people name. Never follows a redirection: any status is an answer.
class web_client {
 public:
  virtual ~web_client() = default;
  /// Runs on the executor of whoever awaits it.
  [[nodiscard]] virtual boost::asio::awaitable<std::expected<web_answer, web_failure>> post(web_request asked) = 0;
};

}  // namespace webchats::chat
