// GET, PUT, DELETE /api/v1/me/push: the subscription of the session's device.

#include "api/rest/call.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> get_push(call asked) {
  const auto found = co_await asked.services->push.of(asked.who);
  if (!found && !std::holds_alternative<chat::not_found>(found.error())) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object()
      .key("public_key")
      .string(asked.services->push.public_key())
      .key("subscribed")
      .boolean(found.has_value())
      .key("text")
      .boolean(!found || found->text == chat::push_text::yes)
      .close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> put_push(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  chat::push_target to;
  to.endpoint = in.text("endpoint", {.min = 1, .max = chat::push::longest_endpoint});
  to.p256dh = in.text("p256dh", {.min = 1, .max = 128});
  to.auth = in.text("auth", {.min = 1, .max = 64});
  const auto text = in.optional_truth("text").value_or(true) ? chat::push_text::yes : chat::push_text::no;
  if (const auto fault = asked.services->push.fault_of(to)) {
    in.refuse(*fault == chat::push_fault::endpoint ? "endpoint" : "p256dh", chat::rule::format);
  }
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto done = co_await asked.services->push.subscribe(asked.who, std::move(to), text);
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> delete_push(call asked) {
  const auto done = co_await asked.services->push.unsubscribe(asked.who);
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

}  // namespace webchats::api::rest
