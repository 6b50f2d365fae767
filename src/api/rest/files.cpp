// POST /api/v1/files: a file that its uploader may put into one message, in one request.

#include "api/json/modern.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> post_files(call asked) {
  auto part = file_part(asked.request);
  if (!part) co_return asked.refuse(part.error());
  const auto stored =
      co_await asked.services->files.upload(asked.user().id, std::move(part->name), std::move(part->bytes));
  if (!stored) co_return asked.refuse(stored.error());
  json_writer out;
  modern::write(out, *stored);
  co_return created(std::move(out));
}

}  // namespace webchats::api::rest
