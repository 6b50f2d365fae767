// GET /api/v1/search; GET /api/v1/people.

#include "api/json/search_answer.hpp"
#include "api/json/search_bounds.hpp"
#include "api/rest/query.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> get_search(call asked) {
  query_reader query(asked);
  chat::search_request wanted;
  wanted.text = asked.request.parameter("q").value_or("");
  if (const auto room = query.number("in", {.min = 1})) wanted.room = chat::room_id{*room};
  if (const auto before = query.number("before", {.min = 0})) wanted.before = chat::message_id{*before};
  wanted.limit = static_cast<std::size_t>(query.number("limit", search_limit).value_or(usual_limit));
  wanted.east_of_utc = std::chrono::minutes(query.number("utc_offset", utc_offset).value_or(0));
  if (query.problem()) co_return asked.refuse(*query.problem());

  const auto page = co_await asked.services->search.messages(asked.user().id, std::move(wanted));
  if (!page) co_return asked.refuse(page.error());
  co_return http::response::json(200, modern::search_answer(*page, asked.user().id));
}

boost::asio::awaitable<http::response> get_people(call asked) {
  query_reader query(asked);
  const auto limit = static_cast<std::size_t>(query.number("limit", search_limit).value_or(usual_limit));
  if (query.problem()) co_return asked.refuse(*query.problem());

  const auto people =
      co_await asked.services->search.people(asked.user().id, asked.request.parameter("q").value_or(""), limit);
  if (!people) co_return asked.refuse(people.error());
  co_return http::response::json(200, modern::people_answer(*people));
}

}  // namespace webchats::api::rest
