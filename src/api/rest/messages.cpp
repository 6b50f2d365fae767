// GET /api/v1/rooms/{id}/messages, /pins, /threads/{seq}, /messages/{seq}/edits, /messages/{seq}/readers;
// GET /api/v1/saved, /api/v1/mentions.

#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/rest/call.hpp"
#include "api/rest/query.hpp"

namespace webchats::api::rest {
namespace {

http::response page_response(const call& asked, const chat::outcome<chat::message_page>& page) {
  if (!page) return asked.refuse(page.error());
  return http::response::json(200, modern::page(*page, asked.user().id));
}

std::optional<chat::message_id> before_id(query_reader& query) {
  const auto before = query.number("before", {.min = 0});
  return before ? std::optional(chat::message_id{*before}) : std::nullopt;
}

}  // namespace

boost::asio::awaitable<http::response> get_messages(call asked) {
  query_reader query(asked);
  const chat::room_id room{asked.id()};
  const auto me = asked.user().id;
  chat::history_range range;
  if (const auto before = query.number("before", {.min = 0})) range.before = chat::seq_no{*before};
  if (const auto after = query.number("after", {.min = 0})) range.after = chat::seq_no{*after};
  const auto around = query.number("around", {.min = 1});
  std::optional<chat::instant> at;
  if (const auto text = asked.request.parameter("at")) {
    at = instant_of(*text);
    if (!at) query.refuse("at", chat::rule::format);
  }
  range.limit = query.limit();
  if (query.problem()) co_return asked.refuse(*query.problem());

  if (around) {
    co_return page_response(asked, co_await asked.services->views.around(me, room, {*around}, range.limit));
  }
  if (at) co_return page_response(asked, co_await asked.services->views.at(me, room, *at, range.limit));
  co_return page_response(asked, co_await asked.services->messages.history(me, room, range));
}

boost::asio::awaitable<http::response> get_pins(call asked) {
  const auto pins = co_await asked.services->views.pins(asked.user().id, {asked.id()});
  if (!pins) co_return asked.refuse(pins.error());
  json_writer out;
  out.open_object().key("messages");
  modern::write(out, *pins, asked.user().id);
  out.close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_thread(call asked) {
  query_reader query(asked);
  const chat::seq_no after{query.number("after", {.min = 0}).value_or(0)};
  const auto limit = query.limit();
  if (query.problem()) co_return asked.refuse(*query.problem());
  const chat::seq_no first{number_in_path(asked, "seq")};
  co_return page_response(asked,
                          co_await asked.services->views.thread(asked.user().id, {asked.id()}, first, after, limit));
}

boost::asio::awaitable<http::response> get_edits(call asked) {
  const chat::seq_no seq{number_in_path(asked, "seq")};
  const auto edits = co_await asked.services->views.edits(asked.user().id, {asked.id()}, seq);
  if (!edits) co_return asked.refuse(edits.error());
  json_writer out;
  out.open_object().key("edits").open_array();
  for (const auto& one : *edits) {
    out.open_object().key("text").string(one.text).key("time").string(rfc3339(one.time)).close_object();
  }
  out.close_array().close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_readers(call asked) {
  const chat::seq_no seq{number_in_path(asked, "seq")};
  const auto page = co_await asked.services->views.readers(asked.user().id, {asked.id()}, seq);
  if (!page) co_return asked.refuse(page.error());
  json_writer out;
  out.open_object().key("readers");
  modern::write(out, page->readers);
  out.key("more").boolean(page->more).close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_saved(call asked) {
  query_reader query(asked);
  const auto before = before_id(query);
  const auto limit = query.limit();
  if (query.problem()) co_return asked.refuse(*query.problem());
  co_return page_response(asked, co_await asked.services->views.saved(asked.user().id, before, limit));
}

boost::asio::awaitable<http::response> get_mentions(call asked) {
  query_reader query(asked);
  const auto before = before_id(query);
  const auto limit = query.limit();
  if (query.problem()) co_return asked.refuse(*query.problem());
  co_return page_response(asked, co_await asked.services->views.mentions(asked.user().id, before, limit));
}

}  // namespace webchats::api::rest
