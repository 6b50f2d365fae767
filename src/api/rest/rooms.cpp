// GET, POST /api/v1/rooms; GET /api/v1/rooms/{id}; GET /api/v1/directory.

#include "api/auth/scopes.hpp"
#include "api/json/modern.hpp"
#include "api/json/room_plan.hpp"
#include "api/rest/call.hpp"
#include "api/rest/query.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> get_rooms(call asked) {
  query_reader query(asked);
  auto part = query.words();
  if (query.problem()) co_return asked.refuse(*query.problem());

  auto rooms = co_await asked.services->rooms.list(asked.user().id, std::move(part));
  if (!rooms) co_return asked.refuse(rooms.error());
  restrict(*rooms, asked.who.may);
  json_writer out;
  out.open_object().key("rooms").open_array();
  for (const auto& one : *rooms) modern::write(out, one, asked.services->presence.count(one.room.id), asked.user().id);
  out.close_array().close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> post_rooms(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  auto plan = room_plan_of(in);
  if (in.problem()) co_return asked.refuse(*in.problem());

  const auto made = co_await asked.services->rooms.create(asked.user().id, std::move(plan));
  if (!made) co_return asked.refuse(made.error());
  json_writer out;
  modern::write(out, *made, asked.services->presence.count(made->room.id), asked.user().id);
  co_return created(std::move(out));
}

boost::asio::awaitable<http::response> get_room(call asked) {
  const auto seen = co_await asked.services->rooms.get(asked.user().id, chat::room_id{asked.id()});
  if (!seen) co_return asked.refuse(seen.error());
  json_writer out;
  modern::write(out, *seen, asked.services->presence.count(seen->room.id), asked.user().id);
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_directory(call asked) {
  query_reader query(asked);
  auto range = query.range();
  if (query.problem()) co_return asked.refuse(*query.problem());

  const auto page = co_await asked.services->rooms.directory(asked.user().id, std::move(range));
  if (!page) co_return asked.refuse(page.error());
  json_writer out;
  out.open_object().key("rooms").open_array();
  for (const auto& one : page->rooms) modern::write(out, one, asked.services->presence.count(one.id));
  out.close_array().key("more").boolean(page->more).close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
