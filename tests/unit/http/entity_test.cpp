#include "http/entity.hpp"

#include <gtest/gtest.h>

#include "http/serialize.hpp"

namespace webchats::http {
namespace {

using headers = std::vector<std::pair<std::string, std::string>>;

response get(headers sent) {
  request asked;
  asked.headers = std::move(sent);
  return serve_entity(asked, {.bytes = base::shared_buffer("0123456789"),
                              .content_type = "text/plain",
                              .etag = "v1",
                              .cache_control = "no-cache"});
}

std::string header_of(const response& answer, std::string_view name) {
  for (const auto& [each, value] : answer.headers) {
    if (each == name) return value;
  }
  return {};
}

TEST(entity, is_served_whole) {
  const response answer = get({});
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.shared_body.view(), "0123456789");
  EXPECT_EQ(header_of(answer, "ETag"), "\"v1\"");
  EXPECT_EQ(header_of(answer, "Content-Type"), "text/plain");
  EXPECT_EQ(header_of(answer, "Cache-Control"), "no-cache");
}

TEST(entity, is_not_sent_to_one_who_has_it) {
  for (const char* known : {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
    const response answer = get({{"if-none-match", known}});
    EXPECT_EQ(answer.status, 304U) << known;
    EXPECT_TRUE(answer.shared_body.empty());
    EXPECT_EQ(header_of(answer, "ETag"), "\"v1\"");
  }
  for (const char* other : {"\"v2\"", "v1", "", "\"V1\""})
    EXPECT_EQ(get({{"if-none-match", other}}).status, 200U) << other;
}

TEST(entity, is_sent_in_part_for_one_range) {
  const auto part = [](const char* range) {
    const response answer = get({{"range", range}});
    return std::to_string(answer.status) + " " + header_of(answer, "Content-Range") + " " + answer.body;
  };
  EXPECT_EQ(part("bytes=2-4"), "206 bytes 2-4/10 234");
  EXPECT_EQ(part("bytes=7-"), "206 bytes 7-9/10 789");
  EXPECT_EQ(part("bytes=-3"), "206 bytes 7-9/10 789");
  EXPECT_EQ(part("bytes=0-99"), "206 bytes 0-9/10 0123456789");
  EXPECT_EQ(part("bytes=-99"), "206 bytes 0-9/10 0123456789");
  EXPECT_EQ(part("bytes=10-"), "416 bytes */10 ");
  EXPECT_EQ(part("bytes=-0"), "416 bytes */10 ");
  for (const char* ignored : {"bytes=4-2", "bytes=1-2,4-5", "items=1-2", "bytes=", "bytes=-", "bytes=x-1", "bytes=1-x",
                              "bytes=99999999999999999999-"}) {
    EXPECT_EQ(get({{"range", ignored}}).status, 200U) << ignored;
  }
  EXPECT_EQ(get({{"range", "bytes=2-4"}, {"if-range", "\"v1\""}}).status, 206U);
  EXPECT_EQ(get({{"range", "bytes=2-4"}, {"if-range", "\"v0\""}}).status, 200U);
}

TEST(attachment, quotes_nothing_and_keeps_the_name) {
  EXPECT_EQ(attachment("a\"b\r\n你.png"),
            "attachment; filename=\"a_b_____.png\"; filename*=UTF-8''a%22b%0D%0A%E4%BD%A0.png");
}

TEST(http_date, follows_the_rfc) {
  EXPECT_EQ(http_date(std::chrono::sys_seconds(std::chrono::seconds(784'111'777))), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(std::chrono::sys_seconds()), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace webchats::http
