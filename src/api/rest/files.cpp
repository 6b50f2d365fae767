// POST /api/v1/files: an image that its uploader may put into one message.

#include "api/json/modern.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> post_files(call asked) {
  auto image = file_part(asked.request);
  if (!image) co_return asked.refuse(image.error());
  const auto stored = co_await asked.services->files.upload(asked.user().id, std::move(*image));
  if (!stored) co_return asked.refuse(stored.error());
  json_writer out;
  modern::write(out, *stored);
  co_return created(std::move(out));
}

}  // namespace webchats::api::rest
