// GET, PATCH /api/v1/me; PUT /api/v1/me/avatar.

#include "api/json/modern.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {
namespace {

http::response account(const chat::account& me) {
  json_writer out;
  modern::write(out, me);
  return ok(std::move(out));
}

}  // namespace

boost::asio::awaitable<http::response> get_me(call asked) { co_return account(asked.who.me); }

boost::asio::awaitable<http::response> patch_me(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  const auto name = in.optional_text("name", {.min = 1, .max = 1024});
  if (in.problem()) co_return asked.refuse(*in.problem());
  if (!name) co_return account(asked.who.me);

  const auto changed = co_await asked.services->accounts.rename(asked.user().id, std::string(*name));
  if (!changed) co_return asked.refuse(changed.error());
  co_return account(*changed);
}

boost::asio::awaitable<http::response> put_avatar(call asked) {
  auto image = file_part(asked.request);
  if (!image) co_return asked.refuse(image.error());
  const auto changed = co_await asked.services->files.upload_avatar(asked.user().id, std::move(image->bytes));
  if (!changed) co_return asked.refuse(changed.error());
  co_return account(*changed);
}

}  // namespace webchats::api::rest
