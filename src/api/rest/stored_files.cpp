// GET /files/{name}.

#include "api/error.hpp"
#include "api/rest/routes.hpp"
#include "http/entity.hpp"

namespace webchats::api::rest {
namespace {

constexpr std::string_view pattern = "/files/{name}";

boost::asio::awaitable<http::response> serve_file(const file_source* source, http::request request) {
  const auto name = http::router::segment(pattern, request.path, "name");
  const auto found = co_await (*source)(std::string(name));
  if (!found) co_return problem(failure_of(found.error()), language_of(request));

  // A name is never given to other bytes: what a browser has once it never asks for again.
  auto answer = http::serve_entity(request, {.bytes = found->bytes,
                                             .content_type = found->type,
                                             .etag = name,
                                             .cache_control = "public, max-age=31536000, immutable"});
  // Should a picture ever be taken for a document, the document can do nothing.
  answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
  answer.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  co_return answer;
}

}  // namespace

void add_files(http::router& routes, file_source source) {
  const auto shared = std::make_shared<const file_source>(std::move(source));
  routes.add(http::method::get, std::string(pattern), http::coroutine_handler([shared](http::request request) {
               return serve_file(shared.get(), std::move(request));
             }));
  routes.mount("/files/", [](const http::request& request, http::responder reply) {
    reply.send(problem(failure{error_code::not_found}, language_of(request)));
  });
}

}  // namespace webchats::api::rest
