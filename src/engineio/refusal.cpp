#include "engineio/refusal.hpp"

#include "engineio/jsonp.hpp"
#include "http/serialize.hpp"

namespace webchats::engineio {
namespace {

void append_member(std::string& json, std::string_view name, std::string_view text) {
  json.append(",\"").append(name).append("\":");
  append_json_string(json, text);
}

}  // namespace

std::string_view to_string(refusal_code code) noexcept {
  switch (code) {
    case refusal_code::unknown_transport:
      return "Transport unknown";
    case refusal_code::unknown_session:
      return "Session ID unknown";
    case refusal_code::bad_handshake_method:
      return "Bad handshake method";
    case refusal_code::bad_request:
      return "Bad request";
    case refusal_code::forbidden:
      return "Forbidden";
    case refusal_code::unsupported_version:
      return "Unsupported protocol version";
  }
  return "Bad request";
}

http::response refuse(const refusal& why) {
  http::response answer;
  answer.status = why.http_status();
  answer.headers.emplace_back("Content-Type", "application/json");
  if (why.retry_after) answer.headers.emplace_back("Retry-After", std::to_string(why.retry_after->count()));
  answer.body = R"({"code":)" + std::to_string(static_cast<int>(why.code));
  append_member(answer.body, "message", why.message());
  if (!why.hint.empty()) append_member(answer.body, "hint", why.hint);
  answer.body += '}';
  return answer;
}

std::string refuse_upgrade(const refusal& why) {
  const unsigned status = why.upgrade_status();
  std::string answer = "HTTP/1.1 " + std::to_string(status) + " ";
  answer.append(http::reason_phrase(status)).append("\r\nConnection: close\r\nContent-Type: text/html\r\n");
  http::append_header(answer, "X-Content-Type-Options", "nosniff");
  if (why.retry_after) http::append_header(answer, "Retry-After", std::to_string(why.retry_after->count()));
  http::append_header(answer, "Content-Length", std::to_string(why.message().size()));
  return answer.append("\r\n").append(why.message());
}

refusal unknown_session() {
  return {.code = refusal_code::unknown_session,
          .hint = "the session is over, or belongs to another server: behind a balancer each client needs one of them"};
}

}  // namespace webchats::engineio
