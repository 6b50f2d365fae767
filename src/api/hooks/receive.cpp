#include "api/hooks/receive.hpp"

#include <array>
#include <optional>
#include <utility>
#include <boost/json/parse.hpp>

#include "api/hooks/dialect.hpp"
#include "api/hooks/sign.hpp"
#include "http/form.hpp"

namespace webchats::api::hooks {

namespace {

constexpr std::size_t body_limit = 256 * 1024;
// A chat::limits below this would cut nothing sensible.
constexpr std::size_t deepest_json = 32;

/// Where a token stands in a request, and in which dialect the rest is.
struct door {
  std::string_view pattern;
  std::string_view parameter;     ///< of the query that holds the token; empty when it is in the path
  std::optional<dialect> speaks;  ///< nothing: the body tells
};

constexpr std::array doors{
    door{"/hooks/{token}", {}, std::nullopt},
    door{"/services/{team}/{bot}/{token}", {}, dialect::slack},
    door{"/robot/send", "access_token", dialect::dingtalk},
    door{"/open-apis/bot/v2/hook/{token}", {}, dialect::feishu},
    door{"/cgi-bin/webhook/send", "key", dialect::wecom},
};

/// JSON, whatever the content type says: alert scripts forget it. Slack's also comes as the form field `payload`.
std::optional<boost::json::value> body_of(const http::request& request) {
  std::string_view text = request.body;
  std::optional<http::form> form;
  const auto type = http::media_type(request.header("content-type").value_or(""));
  if (type == "application/x-www-form-urlencoded" || type == "multipart/form-data") {
    if (auto read = http::form::read(request)) form.emplace(std::move(*read));
    const auto payload = form ? form->value("payload") : std::nullopt;
    // curl -d '{…}' says that it is a form.
    if (payload) text = *payload;
  }
  boost::json::parse_options options;
  options.max_depth = deepest_json;
  boost::system::error_code error;
  auto value = boost::json::parse(text, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return value;
}

bool is_signed(dialect as, const http::request& request, const boost::json::value& body, const std::string& secret,
               chat::instant now) {
  switch (as) {
    case dialect::dingtalk:
      return is_signed_as_dingtalk(request, secret, now);
    case dialect::feishu:
      return is_signed_as_feishu(body, secret, now);
    case dialect::slack:
    case dialect::wecom:
      break;
  }
  return is_signed_by_header(request, secret, now);
}

http::response refused_by_chat(dialect to, const chat::refusal& why) {
  if (const auto* wait = std::get_if<chat::rate_limited>(&why)) {
    return refused(to, hook_error::rate_limited, wait->retry_after);
  }
  if (std::holds_alternative<chat::unavailable>(why)) return refused(to, hook_error::unavailable);
  if (std::holds_alternative<chat::invalid>(why)) return refused(to, hook_error::malformed);
  return refused(to, hook_error::refused);
}

boost::asio::awaitable<http::response> receive(const door* through, const api::services* services,
                                               http::request request) {
  auto token = through->parameter.empty() ? std::string(http::router::segment(through->pattern, request.path, "token"))
                                          : request.parameter(through->parameter).value_or("");
  const auto body = body_of(request);
  const auto speaks = through->speaks.value_or(body ? detect(*body) : dialect::slack);
  const auto hook = co_await services->hooks.find(std::move(token));
  if (!hook) {
    const bool unknown = std::holds_alternative<chat::not_found>(hook.error());
    co_return refused(speaks, unknown ? hook_error::unknown_token : hook_error::unavailable);
  }
  if (!body) co_return refused(speaks, hook_error::malformed);
  if (!hook->secret.empty() && !is_signed(speaks, request, *body, hook->secret, services->clock.now())) {
    co_return refused(speaks, hook_error::wrong_sign);
  }
  auto text = translate(speaks, *body);
  if (!text) co_return refused(speaks, text.error());
  const auto& bounds = services->bounds;
  const auto posted = co_await services->hooks.post(
      *hook, hook->rooms.front(), fitted(std::move(*text), bounds.text_code_points, bounds.text_bytes));
  if (!posted) co_return refused_by_chat(speaks, posted.error());
  co_return accepted(speaks);
}

}  // namespace

void add_routes(http::router& routes, const api::services& services) {
  for (const auto& one : doors) {
    routes.add(http::method::post, std::string(one.pattern),
               http::coroutine_handler([through = &one, &services](http::request request) {
                 return receive(through, &services, std::move(request));
               }),
               {.body_limit = body_limit});
  }
}

}  // namespace webchats::api::hooks
