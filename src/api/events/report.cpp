// `message:report {room, seq, reason}`: goes to the moderators.

#include "api/events/request.hpp"

namespace webchats::api::events {

boost::asio::awaitable<reply> message_report(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const chat::seq_no seq{in.integer("seq", {.min = 1})};
  const auto reason = in.text("reason", {.min = 1, .max = 2'000});
  if (in.problem()) co_return refused(*in.problem());
  const auto done = co_await asked.services->administration.report(asked.from->user(), room, seq, std::string(reason));
  if (!done) co_return refused(done.error());
  co_return "{}";
}

}  // namespace webchats::api::events
