// POST /api/v1/robot: a talk with 大白, not stored.

#include "api/rest/call.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> post_robot(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  std::string text(in.text("text", {.min = 1, .max = 16'384}));
  if (in.problem()) co_return asked.refuse(*in.problem());

  const auto said = co_await asked.services->robot.ask(asked.user(), std::move(text), asked.spoken);
  if (!said) co_return asked.refuse(said.error());
  json_writer out;
  out.open_object().key("text").string(*said).close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
