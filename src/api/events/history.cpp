// `history {room, before?, after?, around?, at?, limit?}` → `{messages, more, more_after}`, ascending.

#include "api/events/request.hpp"
#include "api/json/modern.hpp"
#include "api/json/time.hpp"

namespace webchats::api::events {
namespace {

chat::flow<chat::message_page> page_of(const request& asked, chat::room_id room, chat::history_range range,
                                       std::optional<chat::seq_no> around, std::optional<chat::instant> at) {
  const auto me = asked.from->user().id;
  if (around) return asked.services->views.around(me, room, *around, range.limit);
  if (at) return asked.services->views.at(me, room, *at, range.limit);
  return asked.services->messages.history(me, room, range);
}

}  // namespace

boost::asio::awaitable<reply> history(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  chat::history_range range;
  if (const auto before = in.optional_integer("before", {.min = 0})) range.before = chat::seq_no{*before};
  if (const auto after = in.optional_integer("after", {.min = 0})) range.after = chat::seq_no{*after};
  std::optional<chat::seq_no> around;
  if (const auto seq = in.optional_integer("around", {.min = 1})) around = chat::seq_no{*seq};
  std::optional<chat::instant> at;
  if (const auto text = in.optional_text("at", {.min = 1, .max = 40})) {
    at = instant_of(*text);
    if (!at) in.refuse("at", chat::rule::format);
  }
  if (const auto limit = in.optional_integer("limit", {.min = 1, .max = 100}))
    range.limit = static_cast<std::size_t>(*limit);
  if (in.problem()) co_return refused(*in.problem());

  const auto page = co_await page_of(asked, room, range, around, at);
  if (!page) co_return refused(page.error());
  co_return modern::page(*page, asked.from->user().id);
}

}  // namespace webchats::api::events
