#include "http/target.hpp"

#include <string_view>
#include <utility>

#include "http/path.hpp"
#include "http/text.hpp"

namespace webchats::http {

unsigned resolve_target(request& head) {
  std::string_view target = head.target;
  if (target.contains('#')) return 400;
  if (!target.starts_with('/')) {
    if (target == "*" && head.method == method::options) return 204;
    // absolute-form (RFC 9112 §3.2.2): whoever routed by Host must have meant the same server.
    const std::size_t scheme_end = target.find("://");
    if (scheme_end == std::string_view::npos) return 400;
    const std::string_view scheme = target.substr(0, scheme_end);
    if (!iequals(scheme, "http") && !iequals(scheme, "https")) return 400;
    target.remove_prefix(scheme_end + 3);
    const std::string_view authority = target.substr(0, target.find_first_of("/?"));
    if (!iequals(authority, head.header("host").value_or(""))) return 400;
    target.remove_prefix(authority.size());
    if (!target.starts_with('/')) return 400;
  }
  const std::size_t question = target.find('?');
  auto path = normalise_path(target.substr(0, question));
  if (!path) return path.error() == path_error::malformed ? 400 : 404;
  head.path = *std::move(path);
  if (question != std::string_view::npos) head.query = target.substr(question + 1);
  return 0;
}

}  // namespace webchats::http
