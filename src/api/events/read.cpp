// `read {room, seq}` → `{last_read, unread, mentions}`: moves forward only.

#include "api/events/request.hpp"

namespace webchats::api::events {

boost::asio::awaitable<reply> read(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const chat::seq_no up_to{in.integer("seq")};
  if (in.problem()) co_return refused(*in.problem());

  // Before the notice comes: `read` goes to the reader's other sockets.
  if (asked.from->in(room)) asked.from->reads(room, up_to);
  const auto where = co_await asked.services->rooms.mark_read(asked.from->user().id, room, up_to);
  asked.from->settle_read(room, up_to, where ? where->where.last_read : chat::seq_no{});
  if (!where) co_return refused(where.error());
  json_writer out;
  out.open_object()
      .key("last_read")
      .number(where->where.last_read.value)
      .key("unread")
      .number(where->where.unread())
      .key("mentions")
      .number(where->mentions)
      .close_object();
  co_return std::move(out).take();
}

}  // namespace webchats::api::events
