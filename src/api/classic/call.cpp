#include "api/classic/call.hpp"

#include "api/auth/token.hpp"

namespace webchats::api::classic {

http::response ok(json_writer&& body) { return http::response::json(200, std::move(body).take()); }

http::response errno_message(int number, std::string_view message) {
  json_writer out;
  out.open_object().key("errno").number(number).key("message").string(message).close_object();
  return ok(std::move(out));
}

http::response errno_msg(int number, std::string_view msg) {
  json_writer out;
  out.open_object().key("errno").number(number).key("msg").string(msg).close_object();
  return ok(std::move(out));
}

void give_history_cookie(http::response& answer, const http::request& request, std::string_view token) {
  if (cookie(request, history_cookie) == token) return;
  std::string value(history_cookie);
  value.append("=").append(token).append("; Path=/api/history; HttpOnly; SameSite=Strict");
  if (request.secure()) value += "; Secure";
  answer.headers.emplace_back("Set-Cookie", std::move(value));
}

}  // namespace webchats::api::classic
