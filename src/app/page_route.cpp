#include "app/page_route.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "app/page.hpp"

namespace webchats::app {

namespace {

/// Whether a path can be one of the page's own router: those of files and of other routes are not.
bool is_page(std::string_view path) noexcept {
  constexpr std::array<std::string_view, 5> others{"/api/", "/files/", "/healthz", "/readyz", "/metrics"};
  return !path.contains('.') &&
         std::ranges::none_of(others, [path](std::string_view each) { return path.starts_with(each); });
}

http::response not_found() { return http::response::text(404, "Not found\n"); }

}  // namespace

http::response page_answer(const http::request& request) {
  if (request.method != http::method::get && request.method != http::method::head) {
    return http::response::text(405, "Method not allowed\n");
  }
  const std::string_view path = request.path == "/" ? std::string_view("/index.html") : std::string_view(request.path);
  const http::embedded_file* file = http::find_embedded(page_files(), path);
  if (file == nullptr) {
    if (!is_page(path)) return not_found();
    file = http::find_embedded(page_files(), "/index.html");  // a page of the client-side router
  }
  const bool hashed = file->path.starts_with("/assets/");
  return http::serve_embedded(request, *file, hashed ? "public, max-age=31536000, immutable" : "no-cache");
}

void install_page(http::router& routes) {
  routes.otherwise(
      [](const http::request& request, http::responder responder) { responder.send(page_answer(request)); });
}

void install_security_headers(http::router& routes) {
  routes.always("X-Content-Type-Options", "nosniff");
  routes.always("X-Frame-Options", "DENY");
  routes.always("Referrer-Policy", "no-referrer");
  routes.always("Cross-Origin-Opener-Policy", "same-origin");
  routes.always("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  routes.always("Content-Security-Policy",
                "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                "connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
                "frame-ancestors 'none'; form-action 'self'");
}

}  // namespace webchats::app
