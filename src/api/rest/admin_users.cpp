// GET /api/v1/admin/users; PATCH /api/v1/admin/users/{id}; POST …/reset; DELETE …/sessions, …/messages.

#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/rest/call.hpp"
#include "api/rest/query.hpp"

namespace webchats::api::rest {
namespace {

std::string_view name_of(chat::account_state state) noexcept {
  switch (state) {
    case chat::account_state::active:
      return "active";
    case chat::account_state::disabled:
      return "disabled";
    case chat::account_state::deleted:
      break;
  }
  return "deleted";
}

void write(json_writer& out, const chat::managed_user& one, const chat::presence& here) {
  const auto who = one.shown.who.id;
  const bool seen = here.of(who) != chat::availability::offline;  // an invisible person is in the list of connections
  out.open_object();
  modern::write_fields(out, one.shown);
  out.key("email")
      .string(one.email)
      .key("state")
      .string(name_of(one.state))
      .key("sessions")
      .number(one.sessions)
      .key("connections")
      .number(seen ? here.connections_of(who) : 0)
      .close_object();
}

}  // namespace

boost::asio::awaitable<http::response> get_admin_users(call asked) {
  query_reader query(asked);
  const auto part = query.part("after");
  auto words = query.words();
  if (query.problem()) co_return asked.refuse(*query.problem());
  const auto found = co_await asked.services->administration.users(asked.user(), std::move(words), part);
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("users").open_array();
  for (const auto& one : found->items) write(out, one, asked.services->presence);
  out.close_array().key("more").boolean(found->more).close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> patch_admin_user(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  chat::user_change change;
  if (const auto role = in.optional_text("role", {.min = 1, .max = 16})) {
    change.role = modern::server_role_of(*role);
    if (!change.role) in.refuse("role", chat::rule::unknown);
  }
  if (const auto state = in.optional_text("state", {.min = 1, .max = 16})) {
    if (*state == "active") {
      change.state = chat::account_state::active;
    } else if (*state == "disabled") {
      change.state = chat::account_state::disabled;
    } else {
      in.refuse("state", chat::rule::unknown);
    }
  }
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto done = co_await asked.services->administration.change(asked.user(), chat::user_id{asked.id()}, change);
  if (!done) co_return asked.refuse(done.error());
  json_writer out;
  write(out, *done, asked.services->presence);
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> post_admin_reset(call asked) {
  const auto fresh = co_await asked.services->administration.reset_password(asked.user(), chat::user_id{asked.id()});
  if (!fresh) co_return asked.refuse(fresh.error());
  json_writer out;
  out.open_object()
      .key("code")
      .string(fresh->code)
      .key("url")
      .string("/reset#" + fresh->code)
      .key("expires")
      .string(rfc3339(fresh->expires))
      .close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> delete_admin_sessions(call asked) {
  const auto done = co_await asked.services->administration.end_sessions(asked.user(), chat::user_id{asked.id()});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> delete_admin_messages(call asked) {
  const auto deleted = co_await asked.services->administration.delete_messages(asked.user(), chat::user_id{asked.id()});
  if (!deleted) co_return asked.refuse(deleted.error());
  json_writer out;
  out.open_object().key("deleted").number(*deleted).close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
