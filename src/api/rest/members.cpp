// GET /api/v1/rooms/{id}/members, /api/v1/rooms/{id}/bans.

#include <algorithm>

#include "api/json/modern.hpp"
#include "api/rest/call.hpp"
#include "api/rest/query.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> get_members(call asked) {
  query_reader query(asked);
  auto range = query.range();
  const bool only_online = query.flag("online");
  if (query.problem()) co_return asked.refuse(*query.problem());

  const chat::room_id room{asked.id()};
  const auto here = asked.services->presence.online(room);
  auto& members = asked.services->members;
  const auto page = only_online ? co_await members.list_among(asked.user().id, room, *here, std::move(range))
                                : co_await members.list(asked.user().id, room, std::move(range));
  if (!page) co_return asked.refuse(page.error());
  json_writer out;
  out.open_object().key("members").open_array();
  for (const auto& one : page->members) {
    const bool online = std::ranges::binary_search(*here, one.who.id, {}, &chat::user::id);
    modern::write(out, one, online ? asked.services->presence.of(one.who.id) : chat::availability::offline);
  }
  out.close_array().key("more").boolean(page->more).close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_bans(call asked) {
  query_reader query(asked);
  auto range = query.range();
  if (query.problem()) co_return asked.refuse(*query.problem());

  const auto page = co_await asked.services->members.bans(asked.user().id, {asked.id()}, std::move(range));
  if (!page) co_return asked.refuse(page.error());
  json_writer out;
  out.open_object().key("bans").open_array();
  for (const auto& one : page->bans) modern::write(out, one);
  out.close_array().key("more").boolean(page->more).close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
