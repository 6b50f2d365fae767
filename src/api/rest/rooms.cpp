// GET, POST /api/v1/rooms; GET /api/v1/rooms/{id}/messages.

#include <charconv>

#include "api/json/modern.hpp"
#include "api/json/room_plan.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {
namespace {

/// A number of the query; `wrong` names it when it is none or out of bounds.
std::optional<std::int64_t> number_in_query(const call& asked, const char* name, integer_bounds bounds,
                                            std::optional<bad_field>& wrong) {
  const auto text = asked.request.parameter(name);
  if (!text || wrong) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size()) {
    wrong = bad_field{name, chat::rule::format};
  } else if (number < bounds.min || number > bounds.max) {
    wrong = bad_field{name, chat::rule::out_of_range};
  } else {
    return number;
  }
  return std::nullopt;
}

}  // namespace

boost::asio::awaitable<http::response> get_rooms(call asked) {
  const auto rooms = co_await asked.services->rooms.list(asked.user().id);
  if (!rooms) co_return asked.refuse(rooms.error());
  json_writer out;
  out.open_object().key("rooms").open_array();
  for (const auto& one : *rooms)
    modern::write(out, one, asked.services->presence.count(one.room.id), asked.user().id);
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

boost::asio::awaitable<http::response> get_messages(call asked) {
  std::optional<bad_field> wrong;
  chat::history_range range;
  if (const auto before = number_in_query(asked, "before", {.min = 0}, wrong)) range.before = chat::seq_no{*before};
  if (const auto limit = number_in_query(asked, "limit", {.min = 1, .max = 100}, wrong)) {
    range.limit = static_cast<std::size_t>(*limit);
  }
  if (wrong) co_return asked.refuse(*wrong);

  const auto page = co_await asked.services->messages.history(asked.user().id, chat::room_id{asked.id()}, range);
  if (!page) co_return asked.refuse(page.error());
  co_return http::response::json(200, modern::page(*page, asked.user().id));
}

}  // namespace webchats::api::rest
