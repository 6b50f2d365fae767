// GET, POST /api/v1/bots; DELETE /api/v1/bots/{id}; GET, POST /api/v1/bots/{id}/tokens; DELETE
// /api/v1/bots/{id}/tokens/{token}; PUT, DELETE /api/v1/bots/{id}/rooms/{room}.

#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {
namespace {

constexpr std::size_t most_rooms = 100;

void write(json_writer& out, const chat::bot& one) {
  out.open_object().key("user");
  modern::write(out, one.who);
  out.key("owner").number(one.owner.value).key("created").string(rfc3339(one.created)).close_object();
}

void token_fields(json_writer& out, const chat::bot_token& one) {
  out.key("id").number(one.id.value).key("label").string(one.label).key("scopes").open_array();
  for (std::size_t at = 0; at < chat::scopes; ++at) {
    if (const auto which = static_cast<chat::scope>(at); one.may.has(which)) out.string(chat::name_of(which));
  }
  out.close_array().key("rooms").open_array();
  for (const auto room : one.may.rooms) out.number(room.value);
  out.close_array().key("created").string(rfc3339(one.created)).key("last_used").string(rfc3339(one.last_used));
}

}  // namespace

boost::asio::awaitable<http::response> get_bots(call asked) {
  const auto all = co_await asked.services->bots.list(asked.user().id);
  if (!all) co_return asked.refuse(all.error());
  json_writer out;
  out.open_object().key("bots").open_array();
  for (const auto& one : *all) write(out, one);
  out.close_array().close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> post_bots(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  const auto name = in.text("name", {.min = 1, .max = 1024});
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto made = co_await asked.services->bots.add(asked.user().id, std::string(name));
  if (!made) co_return asked.refuse(made.error());
  json_writer out;
  write(out, *made);
  co_return created(std::move(out));
}

boost::asio::awaitable<http::response> delete_bot(call asked) {
  const auto done = co_await asked.services->bots.remove(asked.user().id, chat::user_id{asked.id()});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> get_bot_tokens(call asked) {
  const auto all = co_await asked.services->bots.tokens(asked.user().id, chat::user_id{asked.id()});
  if (!all) co_return asked.refuse(all.error());
  json_writer out;
  out.open_object().key("tokens").open_array();
  for (const auto& one : *all) {
    out.open_object();
    token_fields(out, one);
    out.close_object();
  }
  out.close_array().close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> post_bot_tokens(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  const auto label = in.text("label", {.min = 1, .max = 1024});
  chat::access may;
  for (const auto& name : in.optional_texts("scopes", chat::scopes, {.min = 1, .max = 64})) {
    if (const auto which = chat::scope_of(name)) {
      may.grant(*which);
    } else {
      in.refuse("scopes", chat::rule::unknown);
    }
  }
  for (const auto room : in.optional_integers("rooms", most_rooms, {.min = 1})) may.rooms.push_back({room});
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto made = co_await asked.services->bots.add_token(asked.user().id, chat::user_id{asked.id()},
                                                            std::string(label), std::move(may));
  if (!made) co_return asked.refuse(made.error());
  json_writer out;
  out.open_object();
  token_fields(out, made->made);
  out.key("token").string(made->token).close_object();
  co_return created(std::move(out));
}

boost::asio::awaitable<http::response> delete_bot_token(call asked) {
  const auto done = co_await asked.services->bots.end_token(asked.user().id, chat::user_id{asked.id()},
                                                            chat::session_id{asked.number("token")});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> put_bot_room(call asked) {
  const auto done = co_await asked.services->bots.enter(asked.user().id, chat::user_id{asked.id()},
                                                        chat::room_id{asked.number("room")});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> delete_bot_room(call asked) {
  const auto done = co_await asked.services->bots.leave(asked.user().id, chat::user_id{asked.id()},
                                                        chat::room_id{asked.number("room")});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

}  // namespace webchats::api::rest
