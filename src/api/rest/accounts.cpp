// POST /api/v1/accounts: a new person, signed in.

#include "api/rest/call.hpp"
#include "api/rest/signed_in.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> post_accounts(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  chat::registration who;
  who.email = in.text("email", credential);
  who.password = in.text("password", credential);
  who.name = in.optional_text("name", {.max = 1024}).value_or("");
  const auto invite = in.optional_text("invite", {.max = 64});
  if (in.problem()) co_return asked.refuse(*in.problem());

  who.device = user_agent(asked.request);
  who.address = asked.request.peer_address;
  const auto signed_up = co_await asked.services->enrolment.sign_up(std::move(who), std::string(invite.value_or("")));
  if (!signed_up) co_return asked.refuse(signed_up.error());
  co_return token_and_me(*signed_up);
}

}  // namespace webchats::api::rest
