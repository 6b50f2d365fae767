#include "engineio/http_exchange.hpp"

#include <iterator>
#include <string_view>

namespace webchats::engineio {
namespace {

/// Internet Explorer's filter takes some payloads for attacks and blanks the page.
bool needs_xss_header(const http::request& asked) {
  const std::string_view agent = asked.header("user-agent").value_or("");
  return agent.contains(";MSIE") || agent.contains("Trident/");
}

}  // namespace

http_exchange::http_exchange(const http::cors& rules, const http::request& asked, http::responder responder)
    : responder_(std::move(responder)) {
  http::response common;
  rules.apply(asked, common);
  headers_ = std::move(common.headers);
  headers_.emplace_back("Cache-Control", "no-store");
  if (needs_xss_header(asked)) headers_.emplace_back("X-XSS-Protection", "0");
}

void http_exchange::answer(http::response reply) {
  reply.headers.insert(reply.headers.end(), std::make_move_iterator(headers_.begin()),
                       std::make_move_iterator(headers_.end()));
  responder_.send(std::move(reply));
}

}  // namespace webchats::engineio
