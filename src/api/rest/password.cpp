// POST /api/v1/password, /api/v1/password/forgot, /api/v1/password/reset.

#include "api/rest/call.hpp"
#include "api/rest/signed_in.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> post_password(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  std::string old(in.text("old", credential));
  std::string chosen(in.text("new", credential));
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto done = co_await asked.services->passwords.change(asked.who, std::move(old), std::move(chosen),
                                                              asked.request.peer_address);
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> post_forgotten_password(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  std::string email(in.text("email", credential));
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto done =
      co_await asked.services->mails.forgotten_password(std::move(email), asked.spoken, asked.request.peer_address);
  if (!done) co_return asked.refuse(done.error());
  http::response accepted;
  accepted.status = 202;
  accepted.headers = {{"Cache-Control", "no-store"}};
  co_return accepted;
}

boost::asio::awaitable<http::response> post_password_reset(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  std::string code(in.text("code", {.min = 1, .max = 64}));
  std::string chosen(in.text("password", credential));
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto done = co_await asked.services->passwords.reset(std::move(code), std::move(chosen),
                                                             user_agent(asked.request), asked.request.peer_address);
  if (!done) co_return asked.refuse(done.error());
  co_return token_and_me(*done);
}

}  // namespace webchats::api::rest
