#include "ws/handshake.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace webchats::ws {
namespace {

http::request upgrade() {
  http::request made;
  made.upgrade = true;
  made.headers = {{"host", "chat.example"},
                  {"upgrade", "websocket"},
                  {"connection", "keep-alive, Upgrade"},
                  {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
                  {"sec-websocket-version", "13"}};
  return made;
}

http::request without(std::string_view name) {
  http::request made = upgrade();
  std::erase_if(made.headers, [name](const auto& header) { return header.first == name; });
  return made;
}

http::request with(std::string name, std::string value) {
  http::request made = without(name);
  made.headers.emplace_back(std::move(name), std::move(value));
  return made;
}

http::request with_second(std::string name, std::string value) {
  http::request made = upgrade();
  made.headers.emplace_back(std::move(name), std::move(value));
  return made;
}

void expect_refused(const http::request& request, refusal reason) {
  const auto result = shake_hands(request, options::deflate_mode::off);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error(), reason);
}

TEST(handshake, answers_the_example_of_the_rfc) {
  const auto agreed = shake_hands(upgrade(), options::deflate_mode::off);
  ASSERT_TRUE(agreed.has_value());
  EXPECT_EQ(agreed->answer,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
}

TEST(handshake, chooses_no_subprotocol) {
  const auto agreed = shake_hands(with("sec-websocket-protocol", "chat"), options::deflate_mode::off);
  ASSERT_TRUE(agreed.has_value());
  EXPECT_EQ(agreed->answer.find("Protocol:"), std::string::npos);
}

TEST(handshake, takes_further_headers_into_its_answer) {
  handshake agreed{.answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"};
  agreed.add("X-One", "1");
  agreed.add("X-Two", "a\r\nb");
  agreed.add("no name", "x");
  EXPECT_EQ(agreed.answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nX-One: 1\r\nX-Two: a  b\r\n\r\n");
}

TEST(handshake, agrees_on_compression_when_both_want_it) {
  const auto request = with("sec-websocket-extensions", "permessage-deflate; client_max_window_bits");
  const auto agreed = shake_hands(request, options::deflate_mode::on);
  ASSERT_TRUE(agreed.has_value());
  EXPECT_EQ(agreed->deflate, options::deflate_mode::on);
  EXPECT_NE(agreed->answer.find("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                                "client_no_context_takeover\r\n"),
            std::string::npos);
  EXPECT_EQ(shake_hands(request, options::deflate_mode::off)->deflate, options::deflate_mode::off);
  EXPECT_EQ(shake_hands(upgrade(), options::deflate_mode::on)->deflate, options::deflate_mode::off);
}

TEST(handshake, is_a_get_request) {
  http::request post = upgrade();
  post.method = http::method::post;
  expect_refused(post, refusal::not_get);
}

TEST(handshake, is_an_upgrade_to_websocket) {
  http::request old = upgrade();
  old.upgrade = false;  // what the parser says of HTTP/1.0
  expect_refused(old, refusal::not_an_upgrade);
  expect_refused(without("connection"), refusal::not_an_upgrade);
  expect_refused(with("connection", "keep-alive"), refusal::not_an_upgrade);
  expect_refused(without("upgrade"), refusal::not_an_upgrade);
  expect_refused(with("upgrade", "h2c"), refusal::not_an_upgrade);
}

TEST(handshake, speaks_version_13_only) {
  expect_refused(without("sec-websocket-version"), refusal::bad_version);
  expect_refused(with("sec-websocket-version", "8"), refusal::bad_version);
  expect_refused(with("sec-websocket-version", "13, 8"), refusal::bad_version);
  expect_refused(with_second("sec-websocket-version", "13"), refusal::bad_version);
}

TEST(handshake, needs_one_key_of_16_bytes) {
  expect_refused(without("sec-websocket-key"), refusal::bad_key);
  expect_refused(with_second("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="), refusal::bad_key);
  for (const char* key : {"", "short", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ===",
                          "dGhlIHNhbXBsZSBub25jZ===", "dGhlIHNhbXBsZSBub25jZ!==", "dGhlIHNhbXBsZSBub25jZQA="}) {
    expect_refused(with("sec-websocket-key", key), refusal::bad_key);
  }
}

TEST(refuse, names_the_version_that_is_spoken) {
  const http::response answer = refuse(refusal::bad_version);
  EXPECT_EQ(answer.status, 426u);
  EXPECT_NE(std::ranges::find(answer.headers, std::pair<std::string, std::string>("Sec-WebSocket-Version", "13")),
            answer.headers.end());
}

TEST(refuse, is_a_bad_request_otherwise) {
  for (const refusal reason : {refusal::not_get, refusal::not_an_upgrade, refusal::bad_key}) {
    EXPECT_EQ(refuse(reason).status, 400u);
  }
}

}  // namespace
}  // namespace webchats::ws
