// POST, GET /api/v1/sessions; DELETE /api/v1/sessions, /api/v1/sessions/current,
// /api/v1/sessions/{id}.

#include "api/json/time.hpp"
#include "api/rest/call.hpp"
#include "api/rest/signed_in.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> post_sessions(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  chat::credentials who;
  who.email = in.text("email", credential);
  who.password = in.text("password", credential);
  const auto device = in.optional_text("device", {.max = 1024});
  if (in.problem()) co_return asked.refuse(*in.problem());

  who.device = device ? std::string(*device) : user_agent(asked.request);
  who.address = asked.request.peer_address;
  const auto signed_in = co_await asked.services->accounts.sign_in(std::move(who));
  if (!signed_in) co_return asked.refuse(signed_in.error());
  co_return token_and_me(*signed_in);
}

boost::asio::awaitable<http::response> get_sessions(call asked) {
  const auto sessions = co_await asked.services->accounts.sessions(asked.user().id);
  if (!sessions) co_return asked.refuse(sessions.error());
  json_writer out;
  out.open_object().key("sessions").open_array();
  for (const auto& one : *sessions) {
    out.open_object()
        .key("id")
        .number(one.id.value)
        .key("device")
        .string(one.device)
        .key("created")
        .string(rfc3339(one.created))
        .key("last_used")
        .string(rfc3339(one.last_used))
        .key("current")
        .boolean(one.id == asked.who.session)
        .close_object();
  }
  out.close_array().close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> delete_current_session(call asked) {
  const auto done =
      co_await asked.services->accounts.revoke(asked.user().id, asked.who.session, chat::revocation::signed_out);
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> delete_sessions(call asked) {
  const auto done = co_await asked.services->passwords.end_other_sessions(asked.who);
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> delete_session(call asked) {
  const chat::session_id ended{asked.id()};
  const auto why = ended == asked.who.session ? chat::revocation::signed_out : chat::revocation::revoked;
  const auto done = co_await asked.services->accounts.revoke(asked.user().id, ended, why);
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

}  // namespace webchats::api::rest
