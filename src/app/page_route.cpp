#include "app/page_route.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "app/page.hpp"

namespace webchats::app {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> mime_types{{
    {".css", "text/css; charset=utf-8"},
    {".gif", "image/gif"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
}};

std::string_view extension_of(std::string_view path) noexcept {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos || path.find('/', dot) != std::string_view::npos ? std::string_view{} : path.substr(dot);
}

std::string_view mime_type(std::string_view path) noexcept {
  const auto* found = std::ranges::find(mime_types, extension_of(path), [](const auto& entry) { return entry.first; });
  return found == mime_types.end() ? "application/octet-stream" : found->second;
}

const page_file* find(std::string_view path) noexcept {
  const auto files = page_files();
  const auto found = std::ranges::lower_bound(files, path, {}, &page_file::path);
  return found != files.end() && found->path == path ? &*found : nullptr;
}

/// Whether a comma-separated header names `token`, with or without parameters that do not forbid it.
bool names(std::string_view header, std::string_view token) noexcept {
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    std::string_view item = header.substr(0, comma);
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
    item.remove_prefix(std::min(item.find_first_not_of(" \t"), item.size()));
    if (item.starts_with(token)) {
      const std::string_view rest = item.substr(token.size());
      if (rest.empty() || ((rest.front() == ';' || rest.front() == ' ') && rest.find("q=0") == std::string_view::npos)) return true;
      if (rest.find("q=0.") != std::string_view::npos) return true;
    }
  }
  return false;
}

http::response not_found() { return http::response::text(404, "Not found\n"); }

}  // namespace

http::response page_answer(const http::request& request) {
  if (request.method != http::method::get && request.method != http::method::head) return http::response::text(405, "Method not allowed\n");
  const std::string_view path = request.path == "/" ? std::string_view("/index.html") : std::string_view(request.path);
  const page_file* file = find(path);
  if (file == nullptr) {
    if (!extension_of(path).empty() || path.starts_with("/api/") || path.starts_with("/files/")) return not_found();
    file = find("/index.html");  // a page of the client-side router
  }

  const std::string tag = '"' + std::string(file->etag) + '"';
  http::response answer;
  answer.headers.emplace_back("ETag", tag);
  answer.headers.emplace_back("Vary", "Accept-Encoding");
  answer.headers.emplace_back("Cache-Control", file->path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  if (const auto known = request.header("if-none-match"); known && names(*known, tag)) {
    answer.status = 304;
    return answer;
  }
  answer.headers.emplace_back("Content-Type", mime_type(file->path));
  const std::string_view accepted = request.header("accept-encoding").value_or("");
  std::string_view content = file->content;
  if (!file->brotli.empty() && names(accepted, "br")) {
    answer.headers.emplace_back("Content-Encoding", "br");
    content = file->brotli;
  } else if (!file->gzip.empty() && names(accepted, "gzip")) {
    answer.headers.emplace_back("Content-Encoding", "gzip");
    content = file->gzip;
  }
  answer.body = content;
  return answer;
}

void install_page(http::router& routes) {
  routes.otherwise([](const http::request& request, http::responder responder) { responder.send(page_answer(request)); });
}

void install_security_headers(http::router& routes) {
  routes.always("X-Content-Type-Options", "nosniff");
  routes.always("X-Frame-Options", "DENY");
  routes.always("Referrer-Policy", "no-referrer");
  routes.always("Cross-Origin-Opener-Policy", "same-origin");
  routes.always("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  routes.always("Content-Security-Policy",
                "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'");
}

}  // namespace webchats::app
