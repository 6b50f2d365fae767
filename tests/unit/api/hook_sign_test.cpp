#include "api/hooks/sign.hpp"

#include <gtest/gtest.h>

#include <string>
#include <boost/json/parse.hpp>

#include "chat/secrets.hpp"
#include "http/query.hpp"

namespace webchats::api::hooks {
namespace {

constexpr std::string_view secret = "SECabc";
const chat::instant now{std::chrono::milliseconds(1'700'000'000'000)};

http::request with_query(std::string query) {
  http::request request;
  request.query = std::move(query);
  return request;
}

// base64 of HMAC-SHA256("SECabc", "1700000000000\nSECabc") and of HMAC-SHA256("1700000000\nSECabc", "").
constexpr std::string_view dingtalk_sign = "jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM=";
constexpr std::string_view feishu_sign = "XprR1de+0SSBnwWyU/4k6x2TL+Q2SJlM5NNEdAv7MWg=";

TEST(hook_sign, dingtalk_signs_time_and_secret_in_the_query) {
  const auto good = "timestamp=1700000000000&sign=" + http::percent_encode(dingtalk_sign);
  EXPECT_TRUE(is_signed_as_dingtalk(with_query(good), secret, now));
  EXPECT_TRUE(
      is_signed_as_dingtalk(with_query("timestamp=1700000000000&sign=" + std::string(dingtalk_sign)), secret, now))
      << "not percent-encoded";
  EXPECT_FALSE(is_signed_as_dingtalk(with_query(good), "other", now));
  EXPECT_FALSE(is_signed_as_dingtalk(with_query(good), secret, now + std::chrono::minutes(61)));
  EXPECT_FALSE(is_signed_as_dingtalk(with_query(good), secret, now - std::chrono::minutes(61)));
  for (const char* bad :
       {"", "timestamp=1700000000000", "sign=x", "timestamp=1700000000000&sign=", "timestamp=x&sign=x",
        "timestamp=1700000000000&sign=%%%", "timestamp=99999999999999999999&sign=x", "timestamp=-1&sign=x"}) {
    EXPECT_FALSE(is_signed_as_dingtalk(with_query(bad), secret, now)) << bad;
  }
}

TEST(hook_sign, feishu_signs_time_and_secret_in_the_body) {
  const auto body = [](std::string timestamp, std::string_view sign) {
    return boost::json::parse(R"({"timestamp":)" + timestamp + R"(,"sign":")" + std::string(sign) + "\"}");
  };
  EXPECT_TRUE(is_signed_as_feishu(body("\"1700000000\"", feishu_sign), secret, now));
  EXPECT_TRUE(is_signed_as_feishu(body("1700000000", feishu_sign), secret, now)) << "a number";
  EXPECT_FALSE(is_signed_as_feishu(body("\"1700000001\"", feishu_sign), secret, now));
  EXPECT_FALSE(is_signed_as_feishu(body("\"1700000000\"", feishu_sign), secret, now + std::chrono::minutes(61)));
  EXPECT_FALSE(is_signed_as_feishu(body("9223372036854775807", "x"), secret, now));
  EXPECT_FALSE(is_signed_as_feishu(boost::json::parse("{}"), secret, now));
}

TEST(hook_sign, ours_signs_time_and_body_in_a_header) {
  http::request request;
  request.body = R"({"text":"x"})";
  request.headers = {{"x-webchats-signature", chat::signature_of(secret, now, request.body)}};
  EXPECT_TRUE(is_signed_by_header(request, secret, now));
  EXPECT_FALSE(is_signed_by_header(request, "other", now));
  EXPECT_FALSE(is_signed_by_header(request, secret, now + std::chrono::minutes(6)));
  request.body += ' ';
  EXPECT_FALSE(is_signed_by_header(request, secret, now));
  EXPECT_FALSE(is_signed_by_header({}, secret, now));
}

}  // namespace
}  // namespace webchats::api::hooks
