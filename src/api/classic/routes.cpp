#include "api/classic/routes.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "api/auth/token.hpp"
#include "api/classic/call.hpp"

namespace webchats::api::classic {
namespace {

enum class access : std::uint8_t { open, personal };
enum class bucket : std::uint8_t { common, history };

constexpr std::size_t history_factor = 5;
constexpr std::size_t image_limit = (10 << 20) + 64 * 1024;

http::response message(unsigned status, std::string_view text) {
  json_writer out;
  out.open_object().key("message").string(text).close_object();
  return http::response::json(status, std::move(out).take());
}

/// As the original: a script is told so, a browser that navigates here is forbidden.
http::response unauthenticated(const http::request& request) {
  const bool script = request.header("x-requested-with") == "XMLHttpRequest";
  if (!script && request.header("accept").value_or("").contains("text/html")) {
    return message(403, "登录后才能建立 Websocket 连接");
  }
  return message(401, "Unauthenticated.");
}

/// Too many: the status of the original, except that its client cannot bear it for history.
http::response too_many(bucket which) {
  if (which == bucket::history) return http::response::json(200, R"({"data":{"errno":1}})");
  return message(429, "Too Many Attempts.");
}

http::response unavailable(bucket which) {
  if (which == bucket::history) return too_many(which);
  return errno_msg(500, "服务暂时不可用，请稍后重试");
}

void tell_standing(http::response& answer, const throttle::standing& now) {
  if (now.limit == 0) return;
  answer.headers.emplace_back("X-RateLimit-Limit", std::to_string(now.limit));
  answer.headers.emplace_back("X-RateLimit-Remaining", std::to_string(now.remaining));
  if (now.allowed) return;
  const auto reset = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + now.reset;
  answer.headers.emplace_back("Retry-After", std::to_string(now.reset.count()));
  answer.headers.emplace_back("X-RateLimit-Reset", std::to_string(reset.time_since_epoch().count()));
}

}  // namespace

struct routes::endpoint {
  http::method verb;
  std::string_view path;
  access who;
  action run;
  bucket counted = bucket::common;
  std::size_t body_limit = 64 * 1024;
};

constexpr routes::endpoint routes::endpoints[] = {
    {http::method::post, "/api/register", access::open, sign_up},
    {http::method::post, "/api/login", access::open, login},
    {http::method::post, "/api/logout", access::personal, logout},
    {http::method::get, "/api/user", access::personal, own_account},
    {http::method::get, "/api/robot", access::personal, ask_robot},
    {http::method::get, "/api/history/message", access::personal, history, bucket::history},
    {http::method::post, "/api/file/uploadimg", access::personal, upload_image, bucket::common, image_limit},
    {http::method::post, "/api/file/avatar", access::personal, upload_avatar, bucket::common, image_limit},
};

routes::routes(const api::services& services, const http::cors& origins, std::size_t requests_per_minute)
    : services_(services),
      origins_(origins),
      requests_(requests_per_minute),
      history_(requests_per_minute * history_factor) {}

void routes::add_to(http::router& all) {
  for (const auto& one : endpoints) {
    all.add(one.verb, std::string(one.path), http::coroutine_handler([this, which = &one](http::request request) {
              return serve(which, std::move(request));
            }),
            {.body_limit = one.body_limit});
  }
  all.mount("/api/", [this](const http::request& request, http::responder reply) {
    auto answer = origins_.preflight(request).value_or(message(404, "Not Found"));
    if (answer.status == 404) origins_.apply(request, answer);
    reply.send(std::move(answer));
  });
}

boost::asio::awaitable<http::response> routes::serve(const endpoint* which, http::request request) {
  http::response shared;
  origins_.apply(request, shared);
  throttle::standing standing;
  auto answered = co_await answer(which, std::move(request), standing);
  tell_standing(answered, standing);
  std::ranges::move(shared.headers, std::back_inserter(answered.headers));
  co_return answered;
}

boost::asio::awaitable<http::response> routes::answer(const endpoint* which, http::request request,
                                                      throttle::standing& standing) {
  if (which->verb != http::method::get && !origins_.origins().permits(request))
    co_return message(403, "This action is unauthorized.");

  call asked(services_, anchors_, std::move(request));
  std::string client = asked.request.peer_address;
  std::optional<http::response> refused;
  if (which->who == access::personal) {
    asked.token = asked.in.token();
    if (asked.token.empty() && which->counted == bucket::history) {
      asked.token = cookie(asked.request, history_cookie).value_or("");
    }
    auto who = co_await services_.accounts.authenticate(asked.token);
    if (who) {
      asked.who = std::move(*who);
      client = "user " + std::to_string(asked.user().id.value);
    } else if (std::holds_alternative<chat::unauthorized>(who.error())) {
      refused = unauthenticated(asked.request);
    } else {
      refused = unavailable(which->counted);
    }
  }
  standing = (which->counted == bucket::history ? history_ : requests_).take(client, std::chrono::steady_clock::now());
  if (!standing.allowed) co_return too_many(which->counted);
  if (refused) co_return std::move(*refused);
  co_return co_await which->run(asked);
}

}  // namespace webchats::api::classic
