// GET /files/{name}.

#include <utility>

#include "api/error.hpp"
#include "api/rest/routes.hpp"
#include "http/entity.hpp"

namespace webchats::api::rest {
namespace {

constexpr std::string_view pattern = "/files/{name}";

struct served_files {
  file_source source;
  chat::files& files;
};

bool is_image(const stored_file& stored) { return stored.type.starts_with("image/"); }

boost::asio::awaitable<http::response> serve_file(const served_files* from, http::request request) {
  const std::string name(http::router::segment(pattern, request.path, "name"));
  const auto found = co_await from->source(name);
  if (!found) co_return problem(failure_of(found.error()), language_of(request));
  chat::file known;
  if (!is_image(*found)) {
    // What is not complete yet, or was taken away, is not served; and only the database knows what it is called.
    auto described = co_await from->files.find({name});
    if (!described) co_return problem(failure_of(described.error()), language_of(request));
    known = std::move(*described);
  }

  // A name is never given to other bytes: what a browser has once it never asks for again.
  auto answer = http::serve_entity(request, {.bytes = found->bytes,
                                             .content_type = is_image(*found) ? found->type : known.type,
                                             .etag = name,
                                             .cache_control = "public, max-age=31536000, immutable",
                                             .source = found->source});
  // What is no image is saved and never shown. Should anything be taken for a document, the document can do nothing.
  if (!is_image(*found)) answer.headers.emplace_back("Content-Disposition", http::attachment(known.name));
  answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
  answer.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  co_return answer;
}

}  // namespace

void add_files(http::router& routes, file_source source, chat::files& files) {
  const auto shared = std::make_shared<const served_files>(std::move(source), files);
  routes.add(http::method::get, std::string(pattern), http::coroutine_handler([shared](http::request request) {
               return serve_file(shared.get(), std::move(request));
             }));
  routes.mount("/files/", [](const http::request& request, http::responder reply) {
    reply.send(problem(failure{error_code::not_found}, language_of(request)));
  });
}

}  // namespace webchats::api::rest
