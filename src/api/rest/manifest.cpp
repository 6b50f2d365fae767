// GET /manifest.webmanifest: what a browser installs, under the name of this server. Source: W3C Web Application
// Manifest.

#include <array>
#include <span>

#include "api/rest/call.hpp"

namespace webchats::api::rest {
namespace {

struct icon {
  std::string_view path;
  std::string_view sizes;
  std::string_view type;
  std::string_view purpose;
};

/// Those of the page: without an icon of the server's own.
constexpr std::array builtin{
    icon{"/icons/icon-192.png", "192x192", "image/png", "any"},
    icon{"/icons/icon-512.png", "512x512", "image/png", "any"},
    icon{"/icons/maskable-512.png", "512x512", "image/png", "maskable"},
    icon{"/favicon.svg", "any", "image/svg+xml", "any"},
};

void write(json_writer& out, std::span<const icon> icons) {
  out.open_array();
  for (const auto& one : icons) {
    out.open_object()
        .key("src")
        .string(one.path)
        .key("sizes")
        .string(one.sizes)
        .key("type")
        .string(one.type)
        .key("purpose")
        .string(one.purpose)
        .close_object();
  }
  out.close_array();
}

}  // namespace

boost::asio::awaitable<http::response> get_manifest(call asked) {
  const auto now = asked.services->settings.now();
  json_writer out;
  out.open_object().key("id").string("/").key("name").string(now->name).key("short_name").string(now->name);
  out.key("start_url").string("/").key("scope").string("/").key("display").string("standalone");
  out.key("theme_color").string("#f3f6f4").key("background_color").string("#f3f6f4");
  out.key("icons");
  // A name of a file never gets other bytes: a new icon has new names.
  if (const auto& own = now->icon; own != chat::server_icon{}) {
    write(out,
          std::array{icon{own.small, "192x192", "image/png", "any"}, icon{own.large, "512x512", "image/png", "any"},
                     icon{own.small_maskable, "192x192", "image/png", "maskable"},
                     icon{own.large_maskable, "512x512", "image/png", "maskable"}});
  } else {
    write(out, builtin);
  }
  out.close_object();
  http::response answer;
  answer.status = 200;
  answer.headers = {{"Content-Type", "application/manifest+json"}, {"Cache-Control", "no-cache"}};
  answer.body = std::move(out).take();
  co_return answer;
}

}  // namespace webchats::api::rest
