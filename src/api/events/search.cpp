// `search {text, room?, before?, limit?, utc_offset?}` → `{hits, more, next}`, newest first;
// `people:search {text, limit?}` → `{people}`.

#include "api/events/request.hpp"
#include "api/json/search_answer.hpp"
#include "api/json/search_bounds.hpp"

namespace webchats::api::events {

boost::asio::awaitable<reply> search(request asked) {
  object_reader in(asked.payload());
  chat::search_request wanted;
  wanted.text = in.text("text", search_text);
  if (const auto room = in.optional_integer("room", {.min = 1})) wanted.room = chat::room_id{*room};
  if (const auto before = in.optional_integer("before", {.min = 0})) wanted.before = chat::message_id{*before};
  if (const auto limit = in.optional_integer("limit", search_limit)) wanted.limit = static_cast<std::size_t>(*limit);
  if (const auto east = in.optional_integer("utc_offset", utc_offset)) wanted.east_of_utc = std::chrono::minutes(*east);
  if (in.problem()) co_return refused(*in.problem());

  const auto me = asked.from->user().id;
  const auto page = co_await asked.services->search.messages(me, std::move(wanted));
  if (!page) co_return refused(page.error());
  co_return modern::search_answer(*page, me);
}

boost::asio::awaitable<reply> people_search(request asked) {
  object_reader in(asked.payload());
  std::string text(in.text("text", search_text));
  const auto limit = in.optional_integer("limit", search_limit).value_or(usual_limit);
  if (in.problem()) co_return refused(*in.problem());

  const auto people =
      co_await asked.services->search.people(asked.from->user().id, std::move(text), static_cast<std::size_t>(limit));
  if (!people) co_return refused(people.error());
  co_return modern::people_answer(*people);
}

}  // namespace webchats::api::events
