#include "api/error.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace webchats::api {
namespace {

std::string header_of(const http::response& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(language, is_the_best_of_ours_that_the_client_takes) {
  struct row {
    std::string_view accepts;
    language expected;
  };
  const row table[] = {
      {"", language::en},
      {"zh-CN", language::zh_cn},
      {"zh", language::zh_cn},
      {"ZH-tw", language::zh_cn},
      {"en", language::en},
      {"en-GB,en;q=0.9,zh;q=0.8", language::en},
      {"zh-CN,zh;q=0.9,en;q=0.8", language::zh_cn},
      {"en;q=0.1, zh;q=0.9", language::zh_cn},
      {"zh;q=0.123,en;q=0.124", language::en},
      {"fr, de;q=0.9", language::en},
      {"fr, zh;q=0.1", language::zh_cn},
      {"zh;q=0", language::en},
      {"zhx", language::en},
      {"*", language::en},
      {",,;;q=,=", language::en},
  };
  for (const auto& [accepts, expected] : table) EXPECT_EQ(language_of(accepts), expected) << accepts;
}

TEST(failure, has_the_code_of_what_chat_refused) {
  struct row {
    chat::refusal why;
    std::string_view code;
    unsigned status;
  };
  const row table[] = {
      {chat::invalid{chat::field::text, chat::rule::too_long, 4000}, "invalid", 422},
      {chat::unauthorized{}, "unauthorized", 401},
      {chat::wrong_credentials{}, "wrong_credentials", 401},
      {chat::forbidden{}, "forbidden", 403},
      {chat::not_found{}, "not_found", 404},
      {chat::taken{}, "taken", 409},
      {chat::too_large{}, "too_large", 413},
      {chat::quota_exceeded{}, "quota_exceeded", 413},
      {chat::storage_full{}, "storage_full", 507},
      {chat::misplaced{7}, "offset_mismatch", 409},
      {chat::unsupported{}, "unsupported", 415},
      {chat::rate_limited{std::chrono::seconds(7)}, "rate_limited", 429},
      {chat::unavailable{}, "unavailable", 503},
  };
  for (const auto& [why, code, status] : table) {
    const auto what = failure_of(why);
    EXPECT_EQ(name_of(what.code), code);
    EXPECT_EQ(status_of(what.code), status);
    EXPECT_FALSE(message_of(what, language::en).empty());
    EXPECT_NE(message_of(what, language::en), message_of(what, language::zh_cn));
  }
}

TEST(problem, names_the_field_and_the_rule) {
  const auto what = failure_of(chat::invalid{chat::field::text, chat::rule::too_long, 4000});
  const auto answer = problem(what, language::en);
  EXPECT_EQ(answer.status, 422U);
  EXPECT_EQ(header_of(answer, "Content-Type"), "application/problem+json");
  const auto body = boost::json::parse(answer.body).as_object();
  EXPECT_EQ(body.at("status").as_int64(), 422);
  EXPECT_EQ(body.at("code").as_string(), "invalid");
  EXPECT_EQ(body.at("type").as_string(), "urn:webchats:problem:invalid");
  EXPECT_EQ(body.at("detail").as_string(), "text: must have at most 4000");
  EXPECT_EQ(body.size(), 5U);
  EXPECT_EQ(message_of(what, language::zh_cn), "text：最多允许 4000");
}

TEST(problem, says_when_to_come_back) {
  const auto answer = problem(failure_of(chat::rate_limited{std::chrono::seconds(7)}), language::zh_cn);
  EXPECT_EQ(header_of(answer, "Retry-After"), "7");
  EXPECT_EQ(header_of(answer, "Content-Language"), "zh-CN");
}

}  // namespace
}  // namespace webchats::api
