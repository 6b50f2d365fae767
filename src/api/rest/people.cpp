// GET /api/v1/users/{id}; GET /api/v1/me/blocks; PUT, DELETE /api/v1/me/blocks/{id}.

#include "api/json/modern.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> get_user(call asked) {
  const auto found = co_await asked.services->people.profile_of(asked.user(), chat::user_id{asked.id()});
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object();
  modern::write_fields(out, *found);
  out.close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_blocks(call asked) {
  const auto found = co_await asked.services->people.blocked_by(asked.user().id);
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("users");
  modern::write(out, *found);
  out.close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> put_block(call asked) {
  const auto done = co_await asked.services->people.block(asked.user().id, chat::user_id{asked.id()});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> delete_block(call asked) {
  const auto done = co_await asked.services->people.unblock(asked.user().id, chat::user_id{asked.id()});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

}  // namespace webchats::api::rest
