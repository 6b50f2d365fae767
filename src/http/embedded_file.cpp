#include "http/embedded_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace webchats::http {
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
  return dot == std::string_view::npos || path.find('/', dot) != std::string_view::npos ? std::string_view{}
                                                                                        : path.substr(dot);
}

std::string_view mime_type(std::string_view path) noexcept {
  const auto* found = std::ranges::find(mime_types, extension_of(path), [](const auto& entry) { return entry.first; });
  return found == mime_types.end() ? "application/octet-stream" : found->second;
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
      if (rest.empty() || ((rest.front() == ';' || rest.front() == ' ') && rest.find("q=0") == std::string_view::npos))
        return true;
      if (rest.find("q=0.") != std::string_view::npos) return true;
    }
  }
  return false;
}

}  // namespace

const embedded_file* find_embedded(std::span<const embedded_file> files, std::string_view path) noexcept {
  const auto found = std::ranges::lower_bound(files, path, {}, &embedded_file::path);
  return found != files.end() && found->path == path ? &*found : nullptr;
}

response serve_embedded(const request& asked, const embedded_file& file, std::string_view cache_control) {
  const std::string tag = '"' + std::string(file.etag) + '"';
  response answer;
  answer.headers.emplace_back("ETag", tag);
  answer.headers.emplace_back("Vary", "Accept-Encoding");
  answer.headers.emplace_back("Cache-Control", cache_control);
  if (const auto known = asked.header("if-none-match"); known && names(*known, tag)) {
    answer.status = 304;
    return answer;
  }
  answer.headers.emplace_back("Content-Type", mime_type(file.path));
  const std::string_view accepted = asked.header("accept-encoding").value_or("");
  std::string_view content = file.content;
  if (!file.brotli.empty() && names(accepted, "br")) {
    answer.headers.emplace_back("Content-Encoding", "br");
    content = file.brotli;
  } else if (!file.gzip.empty() && names(accepted, "gzip")) {
    answer.headers.emplace_back("Content-Encoding", "gzip");
    content = file.gzip;
  }
  answer.body = content;
  return answer;
}

}  // namespace webchats::http
