#include "api/rest/routes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "api/auth/scopes.hpp"
#include "api/auth/token.hpp"
#include "api/rest/call.hpp"
#include "chat/limits.hpp"

namespace webchats::api::rest {
namespace {

struct endpoint {
  http::method verb;
  std::string_view pattern;
  access who;
  action run;
  std::size_t body_limit = 64 * 1024;
};

/// A file of 10 MiB and the frame of its form.
constexpr std::size_t image_limit = (10 << 20) + 64 * 1024;
/// As many words as may be listed, with room for how they are written.
constexpr std::size_t word_list_limit = 4 << 20;
/// A piece of an upload: nothing of a file that is larger is ever in memory.
constexpr std::size_t chunk_limit = chat::limits{}.upload_chunk;

constexpr std::array endpoints{
    endpoint{http::method::post, "/api/v1/accounts", access::open, post_accounts},
    endpoint{http::method::post, "/api/v1/sessions", access::open, post_sessions},
    endpoint{http::method::get, "/api/v1/sessions", access::personal, get_sessions},
    endpoint{http::method::del, "/api/v1/sessions/current", access::personal, delete_current_session},
    endpoint{http::method::del, "/api/v1/sessions/{id}", access::personal, delete_session},
    endpoint{http::method::get, "/api/v1/me", access::personal, get_me},
    endpoint{http::method::patch, "/api/v1/me", access::personal, patch_me},
    endpoint{http::method::put, "/api/v1/me/avatar", access::personal, put_avatar, image_limit},
    endpoint{http::method::get, "/api/v1/server", access::open, get_server},
    endpoint{http::method::get, "/api/v1/openapi.json", access::open, get_openapi},
    endpoint{http::method::get, "/manifest.webmanifest", access::open, get_manifest},
    endpoint{http::method::post, "/api/v1/setup", access::open, post_setup},
    endpoint{http::method::del, "/api/v1/sessions", access::personal, delete_sessions},
    endpoint{http::method::post, "/api/v1/password", access::personal, post_password},
    endpoint{http::method::post, "/api/v1/password/forgot", access::open, post_forgotten_password},
    endpoint{http::method::post, "/api/v1/password/reset", access::open, post_password_reset},
    endpoint{http::method::del, "/api/v1/me", access::personal, delete_me},
    endpoint{http::method::get, "/api/v1/me/blocks", access::personal, get_blocks},
    endpoint{http::method::put, "/api/v1/me/blocks/{id}", access::personal, put_block},
    endpoint{http::method::del, "/api/v1/me/blocks/{id}", access::personal, delete_block},
    endpoint{http::method::get, "/api/v1/me/push", access::personal, get_push},
    endpoint{http::method::put, "/api/v1/me/push", access::personal, put_push},
    endpoint{http::method::del, "/api/v1/me/push", access::personal, delete_push},
    endpoint{http::method::get, "/api/v1/users/{id}", access::personal, get_user},
    endpoint{http::method::get, "/api/v1/admin/users", access::personal, get_admin_users},
    endpoint{http::method::patch, "/api/v1/admin/users/{id}", access::personal, patch_admin_user},
    endpoint{http::method::post, "/api/v1/admin/users/{id}/reset", access::personal, post_admin_reset},
    endpoint{http::method::del, "/api/v1/admin/users/{id}/sessions", access::personal, delete_admin_sessions},
    endpoint{http::method::del, "/api/v1/admin/users/{id}/messages", access::personal, delete_admin_messages},
    endpoint{http::method::get, "/api/v1/admin/rooms", access::personal, get_admin_rooms},
    endpoint{http::method::get, "/api/v1/admin/settings", access::personal, get_admin_settings},
    endpoint{http::method::patch, "/api/v1/admin/settings", access::personal, patch_admin_settings},
    endpoint{http::method::put, "/api/v1/admin/icon", access::personal, put_admin_icon, image_limit},
    endpoint{http::method::del, "/api/v1/admin/icon", access::personal, delete_admin_icon},
    endpoint{http::method::get, "/api/v1/admin/audit", access::personal, get_admin_audit},
    endpoint{http::method::get, "/api/v1/admin/reports", access::personal, get_admin_reports},
    endpoint{http::method::patch, "/api/v1/admin/reports/{id}", access::personal, patch_admin_report},
    endpoint{http::method::get, "/api/v1/admin/storage", access::personal, get_admin_storage},
    endpoint{http::method::get, "/api/v1/admin/connections", access::personal, get_admin_connections},
    endpoint{http::method::post, "/api/v1/admin/mail/test", access::personal, post_admin_mail_test},
    endpoint{http::method::get, "/api/v1/admin/words", access::personal, get_admin_words},
    endpoint{http::method::put, "/api/v1/admin/words", access::personal, put_admin_words, word_list_limit},
    endpoint{http::method::get, "/api/v1/rooms", access::personal, get_rooms},
    endpoint{http::method::post, "/api/v1/rooms", access::personal, post_rooms},
    endpoint{http::method::get, "/api/v1/rooms/{id}", access::personal, get_room},
    endpoint{http::method::get, "/api/v1/rooms/{id}/members", access::personal, get_members},
    endpoint{http::method::get, "/api/v1/rooms/{id}/bans", access::personal, get_bans},
    endpoint{http::method::get, "/api/v1/directory", access::personal, get_directory},
    endpoint{http::method::get, "/api/v1/invites", access::personal, get_invites},
    endpoint{http::method::post, "/api/v1/invites", access::personal, post_invites},
    endpoint{http::method::get, "/api/v1/invites/{id}", access::open, get_invite},
    endpoint{http::method::del, "/api/v1/invites/{id}", access::personal, delete_invite},
    endpoint{http::method::get, "/api/v1/rooms/{id}/messages", access::personal, get_messages},
    endpoint{http::method::get, "/api/v1/rooms/{id}/pins", access::personal, get_pins},
    endpoint{http::method::get, "/api/v1/rooms/{id}/threads/{seq}", access::personal, get_thread},
    endpoint{http::method::get, "/api/v1/rooms/{id}/messages/{seq}/edits", access::personal, get_edits},
    endpoint{http::method::get, "/api/v1/rooms/{id}/messages/{seq}/readers", access::personal, get_readers},
    endpoint{http::method::get, "/api/v1/saved", access::personal, get_saved},
    endpoint{http::method::get, "/api/v1/mentions", access::personal, get_mentions},
    endpoint{http::method::get, "/api/v1/search", access::personal, get_search},
    endpoint{http::method::get, "/api/v1/people", access::personal, get_people},
    endpoint{http::method::post, "/api/v1/files", access::personal, post_files, image_limit},
    endpoint{http::method::post, "/api/v1/uploads", access::personal, post_uploads},
    endpoint{http::method::get, "/api/v1/uploads/{upload}", access::personal, get_upload},
    endpoint{http::method::patch, "/api/v1/uploads/{upload}", access::personal, patch_upload, chunk_limit},
    endpoint{http::method::del, "/api/v1/uploads/{upload}", access::personal, delete_upload},
    endpoint{http::method::post, "/api/v1/uploads/{upload}/complete", access::personal, complete_upload},
    endpoint{http::method::post, "/api/v1/robot", access::personal, post_robot},
    endpoint{http::method::get, "/api/v1/hooks", access::personal, get_hooks},
    endpoint{http::method::post, "/api/v1/hooks", access::personal, post_hooks},
    endpoint{http::method::get, "/api/v1/hooks/{id}", access::personal, get_hook},
    endpoint{http::method::del, "/api/v1/hooks/{id}", access::personal, delete_hook},
    endpoint{http::method::get, "/api/v1/hooks/{id}/deliveries", access::personal, get_deliveries},
    endpoint{http::method::post, "/api/v1/hooks/{id}/deliveries/{delivery}/resend", access::personal, resend_delivery},
    endpoint{http::method::get, "/api/v1/rooms/{id}/commands", access::personal, get_room_commands},
    endpoint{http::method::get, "/api/v1/rooms/{id}/hooks", access::personal, get_room_hooks},
    endpoint{http::method::post, "/api/v1/rooms/{id}/hooks", access::personal, post_room_hooks},
    endpoint{http::method::get, "/api/v1/bots", access::personal, get_bots},
    endpoint{http::method::post, "/api/v1/bots", access::personal, post_bots},
    endpoint{http::method::del, "/api/v1/bots/{id}", access::personal, delete_bot},
    endpoint{http::method::get, "/api/v1/bots/{id}/tokens", access::personal, get_bot_tokens},
    endpoint{http::method::post, "/api/v1/bots/{id}/tokens", access::personal, post_bot_tokens},
    endpoint{http::method::del, "/api/v1/bots/{id}/tokens/{token}", access::personal, delete_bot_token},
    endpoint{http::method::put, "/api/v1/bots/{id}/rooms/{room}", access::personal, put_bot_room},
    endpoint{http::method::del, "/api/v1/bots/{id}/rooms/{room}", access::personal, delete_bot_room},
};

/// What every call has in common: a foreign page changes nothing, and a personal call has a live token.
boost::asio::awaitable<http::response> serve(const endpoint* which, const api::services* services,
                                             const http::cors* origins, http::request request) {
  call asked{.services = services, .request = std::move(request), .pattern = which->pattern, .spoken = {}};
  asked.spoken = language_of(asked.request);
  if (which->verb != http::method::get && !origins->origins().permits(asked.request)) {
    co_return asked.refuse(failure{error_code::forbidden});
  }
  if (which->who == access::personal) {
    auto who =
        co_await services->accounts.authenticate(bearer_token(asked.request).value_or(""), chat::tokens::of_bots_too);
    if (!who) co_return asked.refuse(who.error());
    asked.who = std::move(*who);
    // Who asks for no language is answered in the one they chose.
    if (!asked.request.header("accept-language")) {
      asked.spoken = chat::language_of_tag(asked.who.me.language).value_or(asked.spoken);
    }
    if (asked.who.may && !permits(*asked.who.may, asked.request, which->pattern)) {
      co_return asked.refuse(failure{error_code::forbidden});
    }
  }
  co_return co_await which->run(std::move(asked));
}

/// `serve`, with the CORS headers of `origins` on whatever comes out.
boost::asio::awaitable<http::response> serve_shared(const endpoint* which, const api::services* services,
                                                    const http::cors* origins, http::request request) {
  http::response shared;
  origins->apply(request, shared);
  // What a page of another site may read beside the body.
  if (request.header("origin")) {
    shared.headers.emplace_back("Access-Control-Expose-Headers", "Location, Retry-After, Upload-Length, Upload-Offset");
  }
  auto answer = co_await serve(which, services, origins, std::move(request));
  std::ranges::move(shared.headers, std::back_inserter(answer.headers));
  co_return answer;
}

/// Gives what HTTP says by itself the shape of every other error.
void complete_refusal(const http::cors& origins, const http::request& head, http::response& refusal) {
  refusal = refused_by_http(refusal.status, language_of(head));
  origins.apply(head, refusal);
}

void answer_preflight(const http::cors& origins, const http::request& request, http::responder reply) {
  http::response nothing;
  nothing.status = 204;
  reply.send(origins.preflight(request).value_or(std::move(nothing)));
}

}  // namespace

std::vector<route> all_routes() {
  std::vector<route> all;
  for (const auto& one : endpoints) all.push_back({one.verb, one.pattern, one.who});
  return all;
}

void add_routes(http::router& routes, const api::services& services, const http::cors& origins) {
  for (const auto& one : endpoints) {
    routes.add(one.verb, std::string(one.pattern),
               http::coroutine_handler([which = &one, &services, &origins](http::request request) {
                 return serve_shared(which, &services, &origins, std::move(request));
               }),
               {.body_limit = one.body_limit});
  }
  routes.complete_refusals("/api/v1/", [&origins](const http::request& head, http::response& refusal) {
    complete_refusal(origins, head, refusal);
  });
  routes.mount("/api/v1/", [&origins](http::request request, http::responder reply) {
    if (request.method == http::method::options) return answer_preflight(origins, request, std::move(reply));
    reply.send(problem(failure{error_code::not_found}, language_of(request)));
  });
}

}  // namespace webchats::api::rest
