#include "http/origin.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/text.hpp"

namespace webchats::http {

std::string canonical_origin(std::string_view text) {
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return {};
  const std::string scheme = to_lower(text.substr(0, scheme_end));
  std::string_view authority = text.substr(scheme_end + 3);
  if (!is_token(scheme) || !is_host(authority)) return {};
  const std::string_view default_port = scheme == "https" ? ":443" : scheme == "http" ? ":80" : "";
  if (!default_port.empty() && authority.ends_with(default_port)) authority.remove_suffix(default_port.size());
  return scheme + "://" + to_lower(authority);
}

origin_policy::origin_policy(const std::vector<std::string>& allowed) {
  for (const std::string& entry : allowed) {
    if (entry == "*") {
      all_ = true;
      continue;
    }
    std::string origin = canonical_origin(entry);
    if (origin.empty()) throw std::invalid_argument("not an origin like https://chat.example: " + entry);
    allowed_.push_back(std::move(origin));
  }
}

origin_verdict origin_policy::judge(const request& asked) const {
  const auto sent = asked.header("origin");
  if (!sent) return origin_verdict::absent;
  const std::string origin = canonical_origin(*sent);
  if (!origin.empty()) {
    const std::string own = (asked.secure() ? "https://" : "http://") + std::string(asked.header("host").value_or(""));
    if (origin == canonical_origin(own)) return origin_verdict::same;
    if (std::ranges::find(allowed_, origin) != allowed_.end()) return origin_verdict::allowed;
  }
  return all_ ? origin_verdict::allowed : origin_verdict::refused;
}

}  // namespace webchats::http
