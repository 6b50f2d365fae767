// GET, POST /api/v1/invites; DELETE /api/v1/invites/{id}; GET /api/v1/invites/{code}.

#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {
namespace {

void write_fields(json_writer& out, const chat::invite& one) {
  out.key("id")
      .number(one.id)
      .key("role")
      .string(modern::name_of(one.role))
      .key("created")
      .string(rfc3339(one.created))
      .key("expires")
      .string(rfc3339(one.expires))
      .key("uses_left")
      .number(one.uses_left);
}

}  // namespace

boost::asio::awaitable<http::response> get_invites(call asked) {
  const auto found = co_await asked.services->invites.list(asked.user());
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("invites").open_array();
  for (const auto& one : *found) {
    out.open_object();
    write_fields(out, one);
    out.key("creator").number(one.creator.value).close_object();
  }
  out.close_array().close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> post_invites(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  chat::invite_wish wish;
  if (const auto seconds = in.optional_integer("expires_in", {.min = 1, .max = 10'000'000'000})) {
    wish.lifetime = std::chrono::seconds(*seconds);
  }
  wish.uses = in.optional_integer("uses", {.min = 1});
  if (const auto role = in.optional_text("role", {.min = 1, .max = 16})) {
    const auto known = modern::server_role_of(*role);
    if (known == chat::server_role::member || known == chat::server_role::guest) {
      wish.role = *known;
    } else {
      in.refuse("role", chat::rule::unknown);
    }
  }
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto fresh = co_await asked.services->invites.make(asked.user(), wish);
  if (!fresh) co_return asked.refuse(fresh.error());
  json_writer out;
  out.open_object();
  write_fields(out, fresh->made);
  out.key("code").string(fresh->code).key("url").string("/invite/" + fresh->code).close_object();
  co_return created(std::move(out));
}

boost::asio::awaitable<http::response> delete_invite(call asked) {
  const auto done = co_await asked.services->invites.remove(asked.user(), asked.id());
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> get_invitation(call asked) {
  const auto code = asked.segment("code");
  const auto found =
      co_await asked.services->invites.look_up(std::string(code.substr(0, 64)), asked.request.peer_address);
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("server").string(asked.services->settings.now()->name).key("room");
  if (found->room) {
    out.string(*found->room);
  } else {
    out.null();
  }
  out.key("inviter").string(found->inviter).key("valid").boolean(found->valid).close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
