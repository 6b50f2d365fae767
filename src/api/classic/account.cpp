// POST /api/register, /api/login, /api/logout; GET /api/user.

#include "api/classic/call.hpp"
#include "api/classic/payloads.hpp"
#include "api/classic/validation.hpp"

namespace webchats::api::classic {
namespace {

constexpr std::string_view taken_text = "The name has already been taken.";
constexpr std::string_view mismatch_text = "用户名和密码不匹配，请重新输入";
constexpr std::string_view not_saved_text = "保存用户到数据库失败";
constexpr std::string_view too_often_text = "操作过于频繁，请稍后再试";
constexpr std::string_view closed_text = "本站目前不开放注册";
constexpr std::string_view later_text = "服务暂时不可用，请稍后重试";

/// The words for a refused registration or login; a database error's own words are never among them.
std::string refusal_text(const chat::refusal& why, std::string_view unavailable_text) {
  if (const auto* invalid = std::get_if<chat::invalid>(&why)) return validation_text(*invalid);
  if (std::holds_alternative<chat::taken>(why)) return std::string(taken_text);
  if (std::holds_alternative<chat::wrong_credentials>(why)) return std::string(mismatch_text);
  if (std::holds_alternative<chat::forbidden>(why)) return std::string(closed_text);
  if (std::holds_alternative<chat::rate_limited>(why)) return std::string(too_often_text);
  return std::string(unavailable_text);
}

http::response signed_in(const call& asked, const chat::signed_in& who, std::string_view message) {
  json_writer out;
  out.open_object().key("errno").number(0).key("user");
  write_own_account(out, who.me, who.token);
  out.key("message").string(message).close_object();
  auto answer = ok(std::move(out));
  give_history_cookie(answer, asked.request, who.token);
  return answer;
}

std::string device_of(const call& asked) { return std::string(asked.request.header("user-agent").value_or("")); }

}  // namespace

boost::asio::awaitable<http::response> sign_up(const call& asked) {
  if (const auto wrong = registration_problem(asked.in)) co_return errno_message(1, *wrong);
  chat::registration who;
  who.email = *asked.in.text("name");
  who.password = *asked.in.text("password");
  who.avatar = asked.in.text("src").value_or("");
  who.device = device_of(asked);
  who.address = asked.request.peer_address;
  who.shortest_password = 6;
  const auto done = co_await asked.services.enrolment.sign_up(std::move(who), {});
  if (!done) co_return errno_message(1, refusal_text(done.error(), not_saved_text));
  co_return signed_in(asked, *done, "用户注册成功");
}

boost::asio::awaitable<http::response> login(const call& asked) {
  if (const auto wrong = login_problem(asked.in)) co_return errno_message(1, *wrong);
  chat::credentials who;
  who.email = *asked.in.text("name");
  who.password = *asked.in.text("password");
  who.device = device_of(asked);
  who.address = asked.request.peer_address;
  const auto done = co_await asked.services.accounts.sign_in(std::move(who));
  if (!done) co_return errno_message(1, refusal_text(done.error(), later_text));
  co_return signed_in(asked, *done, "用户登录成功");
}

boost::asio::awaitable<http::response> logout(const call& asked) {
  const auto done =
      co_await asked.services.accounts.revoke(asked.user().id, asked.who.session, chat::revocation::signed_out);
  if (!done) co_return errno_message(1, "用户已退出");
  auto answer = errno_message(0, "用户退出成功");
  answer.headers.emplace_back(
      "Set-Cookie", std::string(history_cookie) + "=; Path=/api/history; Max-Age=0; HttpOnly; SameSite=Strict");
  co_return answer;
}

boost::asio::awaitable<http::response> own_account(const call& asked) {
  json_writer out;
  write_own_account(out, asked.who.me, asked.token);
  co_return ok(std::move(out));
}

}  // namespace webchats::api::classic
