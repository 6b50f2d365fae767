// POST /api/v1/uploads; GET, PATCH, DELETE /api/v1/uploads/{upload}; POST /api/v1/uploads/{upload}/complete: files that
// come in pieces. Headers and statuses are those of tus 1.0 and of the IETF's resumable uploads.

#include <charconv>

#include "api/json/modern.hpp"
#include "api/rest/call.hpp"
#include "chat/limits.hpp"

namespace webchats::api::rest {
namespace {

constexpr std::string_view offset_header = "Upload-Offset";

chat::upload_id upload_of(const call& asked) { return {std::string(asked.segment("upload"))}; }

/// `Upload-Offset` of the request.
std::optional<std::int64_t> offset_of(const http::request& request) {
  const auto text = request.header("upload-offset").value_or("");
  std::int64_t offset = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (error != std::errc{} || end != text.data() + text.size() || offset < 0) return std::nullopt;
  return offset;
}

/// `{id, name, size, offset, chunk}` with the offset as a header too.
http::response shown(unsigned status, const chat::upload_progress& progress) {
  json_writer out;
  out.open_object()
      .key("id")
      .string(progress.what.id.value)
      .key("name")
      .string(progress.what.name)
      .key("size")
      .number(progress.what.size)
      .key("offset")
      .number(progress.offset)
      .key("chunk")
      .number(static_cast<std::int64_t>(chat::limits{}.upload_chunk))
      .close_object();
  auto answer = http::response::json(status, std::move(out).take());
  answer.headers.emplace_back(offset_header, std::to_string(progress.offset));
  answer.headers.emplace_back("Upload-Length", std::to_string(progress.what.size));
  return answer;
}

}  // namespace

boost::asio::awaitable<http::response> post_uploads(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  const std::string name(in.text("name", {.min = 1, .max = 4096}));
  const auto size = in.integer("size", {.min = 1});
  if (in.problem()) co_return asked.refuse(*in.problem());

  const auto begun = co_await asked.services->uploads.begin(asked.user().id, name, size);
  if (!begun) co_return asked.refuse(begun.error());
  auto answer = shown(201, *begun);
  answer.headers.emplace_back("Location", "/api/v1/uploads/" + begun->what.id.value);
  co_return answer;
}

boost::asio::awaitable<http::response> get_upload(call asked) {
  const auto found = co_await asked.services->uploads.find(asked.user().id, upload_of(asked));
  if (!found) co_return asked.refuse(found.error());
  co_return shown(200, *found);
}

boost::asio::awaitable<http::response> patch_upload(call asked) {
  const auto offset = offset_of(asked.request);
  if (!offset) co_return asked.refuse(bad_field{std::string(offset_header), chat::rule::format});
  const auto now = co_await asked.services->uploads.append(asked.user().id,
                                                           {upload_of(asked), *offset, std::move(asked.request.body)});
  if (!now) co_return asked.refuse(now.error());
  auto answer = no_content();
  answer.headers.emplace_back(offset_header, std::to_string(*now));
  co_return answer;
}

boost::asio::awaitable<http::response> delete_upload(call asked) {
  const auto done = co_await asked.services->uploads.cancel(asked.user().id, upload_of(asked));
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> complete_upload(call asked) {
  const auto made = co_await asked.services->uploads.complete(asked.user().id, upload_of(asked));
  if (!made) co_return asked.refuse(made.error());
  json_writer out;
  modern::write(out, *made);
  co_return created(std::move(out));
}

}  // namespace webchats::api::rest
