#include "engineio/refusal.hpp"

#include <gtest/gtest.h>

namespace webchats::engineio {
namespace {

TEST(refusal, is_the_json_of_the_reference_with_a_hint) {
  const http::response plain = refuse({.code = refusal_code::unknown_session});
  EXPECT_EQ(plain.status, 400U);
  EXPECT_EQ(plain.body, R"({"code":1,"message":"Session ID unknown"})");
  const http::response hinted = refuse({.code = refusal_code::unsupported_version, .hint = "say \"4\""});
  EXPECT_EQ(hinted.body, R"({"code":5,"message":"Unsupported protocol version","hint":"say \"4\""})");
}

TEST(refusal, says_the_words_of_the_program_in_json) {
  const http::response answer = refuse({.code = refusal_code::forbidden, .words = "é\n\x01\"\\"});
  EXPECT_EQ(answer.status, 403U);
  EXPECT_EQ(answer.body, "{\"code\":4,\"message\":\"é\\n\\u0001\\\"\\\\\"}");
}

TEST(refusal, has_a_status_and_a_pause_of_its_own_if_wanted) {
  const refusal why{
      .code = refusal_code::forbidden, .words = "Too many", .status = 429, .retry_after = std::chrono::seconds(2)};
  const http::response answer = refuse(why);
  EXPECT_EQ(answer.status, 429U);
  EXPECT_EQ(answer.headers.back(), (std::pair<std::string, std::string>("Retry-After", "2")));
  EXPECT_EQ(refuse_upgrade(why),
            "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Type: text/html\r\n"
            "X-Content-Type-Options: nosniff\r\nRetry-After: 2\r\nContent-Length: 8\r\n\r\nToo many");
}

TEST(refusal, of_an_upgrade_is_400_for_every_code) {
  for (int code = 0; code <= 5; ++code) {
    const refusal why{.code = static_cast<refusal_code>(code), .hint = "not told here"};
    EXPECT_EQ(refuse_upgrade(why),
              "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/html\r\n"
              "X-Content-Type-Options: nosniff\r\nContent-Length: " +
                  std::to_string(why.message().size()) + "\r\n\r\n" + std::string(why.message()));
  }
}

}  // namespace
}  // namespace webchats::engineio
