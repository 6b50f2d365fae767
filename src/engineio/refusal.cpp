#include "engineio/refusal.hpp"

namespace webchats::engineio {
namespace {

std::string closing_answer(std::string_view status, std::string_view text) {
  std::string answer = "HTTP/1.1 ";
  answer += status;
  answer += "\r\nConnection: close\r\nContent-Type: text/html\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ";
  answer += std::to_string(text.size());
  answer += "\r\n\r\n";
  answer += text;
  return answer;
}

}  // namespace

std::string_view to_string(refusal reason) noexcept {
  switch (reason) {
    case refusal::unknown_transport:
      return "Transport unknown";
    case refusal::unknown_session:
      return "Session ID unknown";
    case refusal::bad_handshake_method:
      return "Bad handshake method";
    case refusal::bad_request:
      return "Bad request";
    case refusal::forbidden:
      return "Forbidden";
    case refusal::unsupported_version:
      return "Unsupported protocol version";
  }
  return "Bad request";
}

http::response refuse(refusal reason) {
  http::response answer;
  answer.status = reason == refusal::forbidden ? 403 : 400;
  answer.headers.emplace_back("Content-Type", "application/json");
  answer.body = R"({"code":)" + std::to_string(static_cast<int>(reason)) + R"(,"message":")";
  answer.body += to_string(reason);
  answer.body += "\"}";
  return answer;
}

std::string refuse_upgrade(refusal reason) { return closing_answer("400 Bad Request", to_string(reason)); }

std::string refuse_upgrade_of_origin() { return closing_answer("403 Forbidden", to_string(refusal::forbidden)); }

}  // namespace webchats::engineio
