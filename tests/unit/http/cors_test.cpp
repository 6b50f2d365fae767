#include "http/cors.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace webchats::http {
namespace {

request from(std::string origin, std::string host = "chat.example:5200") {
  request made;
  made.headers = {{"host", std::move(host)}};
  if (!origin.empty()) made.headers.emplace_back("origin", std::move(origin));
  return made;
}

std::string header_of(const response& answer, std::string_view name) {
  std::string all;
  for (const auto& [each, value] : answer.headers) {
    if (each == name) all.append(all.empty() ? "" : ",").append(value);
  }
  return all;
}

TEST(origin_policy, the_own_host_is_the_same_origin) {
  const origin_policy own;
  EXPECT_EQ(own.judge(from("")), origin_verdict::absent);
  EXPECT_EQ(own.judge(from("http://chat.example:5200")), origin_verdict::same);
  EXPECT_EQ(own.judge(from("http://CHAT.example:5200")), origin_verdict::same);
  EXPECT_EQ(own.judge(from("http://chat.example", "chat.example:80")), origin_verdict::same);
  EXPECT_EQ(own.judge(from("http://[::1]:5200", "[::1]:5200")), origin_verdict::same);
}

TEST(origin_policy, anything_that_differs_is_refused) {
  const origin_policy own;
  for (const char* origin : {"null", "https://chat.example:5200", "http://chat.example", "http://chat.example:5201",
                             "http://chat.example:5200.evil.com", "http://evil.com/chat.example:5200",
                             "http://user@chat.example:5200", "http://evilchat.example:5200", "chat.example:5200",
                             "http://", "://chat.example:5200", "http://chat.example:5200/", "file://", " "}) {
    EXPECT_EQ(own.judge(from(origin)), origin_verdict::refused) << origin;
  }
}

TEST(origin_policy, the_scheme_behind_a_proxy_is_what_the_proxy_says) {
  request asked = from("https://chat.example", "chat.example");
  EXPECT_EQ(origin_policy().judge(asked), origin_verdict::refused);
  asked.headers.emplace_back("x-forwarded-proto", "https");
  EXPECT_EQ(origin_policy().judge(asked), origin_verdict::same);
}

TEST(origin_policy, named_origins_are_compared_whole) {
  const origin_policy policy({"https://other.example", "http://Localhost:3000"});
  EXPECT_EQ(policy.judge(from("https://other.example")), origin_verdict::allowed);
  EXPECT_EQ(policy.judge(from("https://other.example:443")), origin_verdict::allowed);
  EXPECT_EQ(policy.judge(from("http://localhost:3000")), origin_verdict::allowed);
  EXPECT_EQ(policy.judge(from("http://other.example")), origin_verdict::refused);
  EXPECT_EQ(policy.judge(from("https://x.other.example")), origin_verdict::refused);
  EXPECT_EQ(policy.judge(from("https://other.example.evil.com")), origin_verdict::refused);
  EXPECT_EQ(policy.judge(from("http://chat.example:5200")), origin_verdict::same);
  EXPECT_THROW(origin_policy({"other.example"}), std::invalid_argument);
  EXPECT_THROW(origin_policy({"https://other.example/path"}), std::invalid_argument);
}

TEST(origin_policy, a_star_allows_everything) {
  const origin_policy policy({"*"});
  EXPECT_EQ(policy.judge(from("null")), origin_verdict::allowed);
  EXPECT_EQ(policy.judge(from("https://any.example")), origin_verdict::allowed);
}

TEST(cors, reflects_a_named_origin_and_tells_caches) {
  const cors policy(origin_policy({"https://other.example"}), credentials::allow);
  response answer;
  policy.apply(from("https://other.example"), answer);
  EXPECT_EQ(header_of(answer, "Access-Control-Allow-Origin"), "https://other.example");
  EXPECT_EQ(header_of(answer, "Access-Control-Allow-Credentials"), "true");
  EXPECT_EQ(header_of(answer, "Vary"), "Origin");
  for (const char* origin : {"", "https://evil.example", "http://chat.example:5200"}) {
    response other;
    policy.apply(from(origin), other);
    EXPECT_EQ(header_of(other, "Access-Control-Allow-Origin"), "") << origin;
    EXPECT_EQ(header_of(other, "Access-Control-Allow-Credentials"), "") << origin;
    EXPECT_EQ(header_of(other, "Vary"), "Origin") << origin;
  }
}

TEST(cors, never_gives_credentials_to_everybody) {
  const cors policy(origin_policy({"*"}), credentials::allow);
  response answer;
  policy.apply(from("https://any.example"), answer);
  EXPECT_EQ(header_of(answer, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header_of(answer, "Access-Control-Allow-Credentials"), "");
}

TEST(cors, answers_a_preflight) {
  request asked = from("https://any.example");
  asked.method = method::options;
  const cors policy(origin_policy({"*"}));
  EXPECT_FALSE(policy.preflight(asked)) << "no method is asked for";
  asked.headers.emplace_back("access-control-request-method", "POST");
  asked.headers.emplace_back("access-control-request-headers", "content-type, x-a");
  const auto answer = policy.preflight(asked);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 204U);
  EXPECT_EQ(header_of(*answer, "Access-Control-Allow-Methods"), "GET,HEAD,PUT,PATCH,POST,DELETE");
  EXPECT_EQ(header_of(*answer, "Access-Control-Allow-Headers"), "content-type, x-a");
  EXPECT_EQ(header_of(*answer, "Access-Control-Max-Age"), "600");
  EXPECT_EQ(header_of(*answer, "Vary"), "Access-Control-Request-Headers");

  const auto refused = cors(origin_policy()).preflight(asked);
  ASSERT_TRUE(refused);
  EXPECT_EQ(header_of(*refused, "Access-Control-Allow-Origin"), "");
  EXPECT_EQ(header_of(*refused, "Access-Control-Allow-Methods"), "");
}

}  // namespace
}  // namespace webchats::http
