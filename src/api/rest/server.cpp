// GET /api/v1/server; POST /api/v1/setup.

#include "api/json/settings.hpp"
#include "api/rest/call.hpp"
#include "api/rest/signed_in.hpp"

namespace webchats::api::rest {
boost::asio::awaitable<http::response> get_server(call asked) {
  const auto now = asked.services->settings.now();
  const auto& bounds = asked.services->bounds;
  json_writer out;
  out.open_object()
      .key("name")
      .string(now->name)
      .key("version")
      .string(asked.services->version)
      .key("registration")
      .string(modern::name_of(now->registration))
      .key("setup")
      .boolean(asked.services->enrolment.awaits_owner())
      .key("mail")
      .boolean(asked.services->mails.sends())
      .key("announcement");
  modern::write(out, now->announcement);
  out.key("icon")
      .string(now->icon.small)
      .key("limits")
      .open_object()
      .key("text")
      .number(bounds.text_code_points)
      .key("text_bytes")
      .number(bounds.text_bytes)
      .key("attachments")
      .number(bounds.attachments_per_message)
      .key("name")
      .number(bounds.name_length)
      .key("topic")
      .number(bounds.topic_length)
      .key("status")
      .number(bounds.status_length)
      .key("password_min")
      .number(8)
      .key("password_max")
      .number(bounds.password_longest)
      .close_object()
      .close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> post_setup(call asked) {
  if (!asked.services->enrolment.awaits_owner()) co_return asked.refuse(chat::not_found{});
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  std::string code(in.text("code", {.min = 1, .max = 64}));
  chat::registration who;
  who.email = in.text("email", credential);
  who.password = in.text("password", credential);
  who.name = in.text("name", {.min = 1, .max = 1024});
  const auto server_name = in.optional_text("server_name", {.min = 1, .max = 256});
  if (in.problem()) co_return asked.refuse(*in.problem());

  who.device = user_agent(asked.request);
  who.address = asked.request.peer_address;
  const auto owner = co_await asked.services->enrolment.set_up(std::move(code), std::move(who));
  if (!owner) co_return asked.refuse(owner.error());
  if (server_name) {
    // A name that cannot be used does not undo the rest: it can be set later.
    (void)co_await asked.services->settings.change(owner->me.who, {.name = std::string(*server_name)});
  }
  co_return token_and_me(*owner);
}

}  // namespace webchats::api::rest
