// GET /api/history/message: pages of 20, the newest first, ascending inside; empty past the end.

#include "api/classic/call.hpp"
#include "api/classic/payloads.hpp"
#include "api/classic/rooms.hpp"

namespace webchats::api::classic {
namespace {

constexpr std::size_t page_length = 20;

http::response nothing() {
  json_writer out;
  out.open_object().key("data").open_object().key("errno").number(1).close_object().close_object();
  return ok(std::move(out));
}

http::response page(const chat::numbered_page& found, std::int64_t number) {
  json_writer out;
  out.open_object().key("data").open_object().key("errno").number(0).key("data").open_array();
  for (const auto& one : found.messages) {
    for (const auto& shown : shown_messages(one)) out.raw(shown);
  }
  out.close_array().key("total").number(found.total).key("current").number(number).close_object().close_object();
  return ok(std::move(out));
}

}  // namespace

boost::asio::awaitable<http::response> history(const call& asked) {
  const auto number = asked.in.number("current").value_or(0);
  const auto room = room_of(asked.in.number("roomid").value_or(0));
  if (!room || number < 1) co_return nothing();

  const auto newest = number > 1 ? asked.anchors.find(asked.who.session, *room) : std::nullopt;
  const auto found = co_await asked.services.messages.numbered(asked.user().id, *room, number, page_length, newest);
  if (!found) co_return nothing();
  if (number == 1) asked.anchors.set(asked.who.session, *room, chat::seq_no{found->total});
  auto answer = page(*found, number);
  give_history_cookie(answer, asked.request, asked.token);
  co_return answer;
}

}  // namespace webchats::api::classic
