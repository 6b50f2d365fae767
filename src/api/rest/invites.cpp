// GET, POST /api/v1/invites; DELETE /api/v1/invites/{id}; GET /api/v1/invites/{code}, for anybody.

#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {
namespace {

template <class Number>
void number_or_null(json_writer& out, const std::optional<Number>& number) {
  if (number) {
    out.number(*number);
  } else {
    out.null();
  }
}

/// What both the list and the answer to a new link say of it. The object stays open.
void invite_fields(json_writer& out, const chat::invite& link) {
  out.open_object().key("id").number(link.id.value).key("room");
  number_or_null(out, link.room ? std::optional(link.room->value) : std::nullopt);
  out.key("inviter").number(link.creator.value);
  out.key("role").string(modern::name_of(link.role));
  out.key("created").string(rfc3339(link.created)).key("expires").string(rfc3339(link.expires)).key("uses_left");
  number_or_null(out, link.uses_left);
}

chat::invite_plan plan_of(object_reader& in) {
  chat::invite_plan plan;
  if (const auto room = in.optional_integer("room", {.min = 1})) plan.room = chat::room_id{*room};
  if (const auto seconds = in.optional_integer("expires_in", {.min = 1, .max = 31'536'000}))
    plan.lasting = std::chrono::seconds(*seconds);
  plan.uses = in.optional_integer("uses", {.min = 1, .max = 10'000});
  if (const auto name = in.optional_text("role", {.max = 32})) {
    const auto role = modern::server_role_of(*name);
    if (!role) in.refuse("role", chat::rule::format);
    plan.role = role.value_or(chat::server_role::member);
  }
  return plan;
}

}  // namespace

boost::asio::awaitable<http::response> get_invites(call asked) {
  const auto links = co_await asked.services->invites.list(asked.user().id);
  if (!links) co_return asked.refuse(links.error());
  json_writer out;
  out.open_object().key("invites").open_array();
  for (const auto& one : *links) {
    invite_fields(out, one);
    out.close_object();
  }
  out.close_array().close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> post_invites(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  auto plan = plan_of(in);
  if (in.problem()) co_return asked.refuse(*in.problem());

  const auto made = co_await asked.services->invites.make(asked.user().id, std::move(plan));
  if (!made) co_return asked.refuse(made.error());
  json_writer out;
  invite_fields(out, made->invite);
  out.key("code").string(made->code).key("url").string("/invite/" + made->code).close_object();
  co_return created(std::move(out));
}

boost::asio::awaitable<http::response> get_invite(call asked) {
  const auto face = co_await asked.services->invites.look(std::string(asked.segment("id")));
  if (!face) co_return asked.refuse(face.error());
  json_writer out;
  out.open_object().key("server").string(face->server).key("room");
  if (face->room) {
    out.string(*face->room);
  } else {
    out.null();
  }
  out.key("inviter").string(face->inviter).key("valid").boolean(face->valid).close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> delete_invite(call asked) {
  const auto done = co_await asked.services->invites.end(asked.user().id, chat::invite_id{asked.id()});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

}  // namespace webchats::api::rest
