// `history {room, before?, after?, limit?}` → `{messages, more}`, ascending.

#include "api/events/request.hpp"
#include "api/json/modern.hpp"

namespace webchats::api::events {

boost::asio::awaitable<reply> history(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  chat::history_range range;
  if (const auto before = in.optional_integer("before", {.min = 0})) range.before = chat::seq_no{*before};
  if (const auto after = in.optional_integer("after", {.min = 0})) range.after = chat::seq_no{*after};
  if (const auto limit = in.optional_integer("limit", {.min = 1, .max = 100}))
    range.limit = static_cast<std::size_t>(*limit);
  if (in.problem()) co_return refused(*in.problem());

  const auto me = asked.from->user().id;
  const auto page = co_await asked.services->messages.history(me, room, range);
  if (!page) co_return refused(page.error());
  co_return modern::page(*page, me);
}

}  // namespace webchats::api::events
