// GET /api/v1/openapi.json: what all of this is, for programs.

#include "api/rest/openapi.hpp"

#include "api/rest/call.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> get_openapi(call asked) {
  const auto* document = http::find_embedded(openapi_files(), "/openapi.json");
  if (document == nullptr) co_return asked.refuse(chat::not_found{});
  co_return http::serve_embedded(asked.request, *document, "no-cache");
}

}  // namespace webchats::api::rest
