#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace webchats::http {

/// What a request's `Origin` says about the page that made it.
enum class origin_verdict : std::uint8_t {
  absent,   ///< no Origin: not a browser's cross-site request
  same,     ///< this server's own pages
  allowed,  ///< another site that was allowed by name, or every site is
  refused,  ///< any other, `null` and malformed ones too
};

/// Which web pages may talk to this server. One judgement for HTTP and for WebSocket handshakes, where a browser sends
/// the user's cookies to any server but tells the page's origin (cross-site WebSocket hijacking, RFC 6455 §10.2).
class origin_policy {
 public:
  /// Own pages only.
  origin_policy() = default;
  /// Own pages and those of `allowed`: whole origins ("https://chat.example:8443"), compared exactly; "*" is every
  /// origin.
  explicit origin_policy(const std::vector<std::string>& allowed);

  /// Same origin is decided by the Host header, which a page cannot set, and by `request::secure` for the scheme.
  [[nodiscard]] origin_verdict judge(const request& asked) const;
  /// It is not refused.
  [[nodiscard]] bool permits(const request& asked) const { return judge(asked) != origin_verdict::refused; }
  /// "*" is among those allowed.
  [[nodiscard]] bool permits_all() const noexcept { return all_; }

 private:
  std::vector<std::string> allowed_;
  bool all_ = false;
};

/// Scheme, host and port of a serialised origin (RFC 6454 §6.2) in lower case without the scheme's default port; empty
/// for anything that is not one.
[[nodiscard]] std::string canonical_origin(std::string_view text);

}  // namespace webchats::http
