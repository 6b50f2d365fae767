#include "engineio/setup.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace webchats::engineio {
namespace {

/// Calls what the program gave; its failure is logged and stays its own.
template <class Function, class... Arguments>
void call(const char* name, const Function& function, Arguments&&... arguments) {
  if (!function) return;
  try {
    function(std::forward<Arguments>(arguments)...);
  } catch (const std::exception& e) {
    base::log(base::log_level::error, std::string("engineio: ") + name + ": " + e.what());
  }
}

/// Internet Explorer's filter takes some payloads for attacks and blanks the page.
bool needs_xss_header(const http::request& asked) {
  const std::string_view agent = asked.header("user-agent").value_or("");
  return agent.contains(";MSIE") || agent.contains("Trident/");
}

}  // namespace

server_setup::server_setup(server_options given, accept_handler accepts)
    : options(std::move(given)),
      accept(std::move(accepts)),
      cors(http::origin_policy(options.allowed_origins), http::credentials::allow) {
  if (options.cookie) static_cast<void>(set_cookie(*options.cookie, ""));  // a mistake shows at the start
}

void server_setup::tell(const http::request& request, const refusal& why) const {
  if (!on_connection_error) return;
  call("on_connection_error", on_connection_error,
       connection_error{.code = why.code,
                        .status = request.upgrade ? why.upgrade_status() : why.http_status(),
                        .message = why.message(),
                        .detail = why.hint,
                        .request = request});
}

http::header_list server_setup::answer_headers(const http::request& request) const {
  http::response common;
  cors.apply(request, common);
  common.headers.emplace_back("Cache-Control", "no-store");
  if (needs_xss_header(request)) common.headers.emplace_back("X-XSS-Protection", "0");
  add_headers(common.headers, request);
  return std::move(common.headers);
}

void server_setup::add_headers(http::header_list& headers, const http::request& request) const {
  call("on_headers", on_headers, headers, request);
}

void server_setup::add_initial_headers(http::header_list& headers, const http::request& request,
                                       std::string_view sid) const {
  if (options.cookie) headers.emplace_back("Set-Cookie", set_cookie(*options.cookie, sid));
  call("on_initial_headers", on_initial_headers, headers, request);
}

allow_handler allow_if(std::function<bool(const http::request&)> rule) {
  return [rule = std::move(rule)](const http::request& request, const decision& decide) {
    if (rule(request)) return decide(std::nullopt);
    decide(std::string(to_string(refusal_code::forbidden)));
  };
}

}  // namespace webchats::engineio
