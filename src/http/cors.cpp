#include "http/cors.hpp"

#include <utility>

namespace webchats::http {

cors::cors(origin_policy origins, credentials mode, std::string methods, std::chrono::seconds preflight_age)
    : origins_(std::move(origins)), mode_(mode), methods_(std::move(methods)), preflight_age_(preflight_age) {}

void cors::apply(const request& asked, response& answer) const {
  if (origins_.permits_all()) {
    answer.headers.emplace_back("Access-Control-Allow-Origin", "*");
    return;
  }
  // The answer differs by Origin even when this one has none: a cache must know.
  answer.headers.emplace_back("Vary", "Origin");
  if (origins_.judge(asked) != origin_verdict::allowed) return;
  answer.headers.emplace_back("Access-Control-Allow-Origin", *asked.header("origin"));
  if (mode_ == credentials::allow) answer.headers.emplace_back("Access-Control-Allow-Credentials", "true");
}

std::optional<response> cors::preflight(const request& asked) const {
  if (asked.method != method::options || !asked.header("origin") || !asked.header("access-control-request-method")) {
    return std::nullopt;
  }
  response answer;
  answer.status = 204;
  apply(asked, answer);
  if (origins_.judge(asked) == origin_verdict::refused) return answer;
  answer.headers.emplace_back("Access-Control-Allow-Methods", methods_);
  answer.headers.emplace_back("Access-Control-Max-Age", std::to_string(preflight_age_.count()));
  if (const auto wanted = asked.header("access-control-request-headers")) {
    answer.headers.emplace_back("Access-Control-Allow-Headers", *wanted);
    answer.headers.emplace_back("Vary", "Access-Control-Request-Headers");
  }
  return answer;
}

}  // namespace webchats::http
