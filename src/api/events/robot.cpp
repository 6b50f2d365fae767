// `robot {text}` → `{text}`: a talk with 大白, not stored.

#include "api/events/request.hpp"

namespace webchats::api::events {

boost::asio::awaitable<reply> robot(request asked) {
  object_reader in(asked.payload());
  std::string text(in.text("text", {.min = 1, .max = 16'384}));
  if (in.problem()) co_return refused(*in.problem());

  const auto said = co_await asked.services->robot.ask(asked.from->user(), std::move(text), asked.from->spoken());
  if (!said) co_return refused(said.error());
  json_writer out;
  out.open_object().key("text").string(*said).close_object();
  co_return std::move(out).take();
}

}  // namespace webchats::api::events
