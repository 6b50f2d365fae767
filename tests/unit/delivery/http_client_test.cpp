#include "delivery/http_client.hpp"

#include <gtest/gtest.h>

#include <expected>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

namespace webchats::delivery {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using answer = std::expected<chat::web_answer, chat::web_failure>;

/// A server on loopback that gives its one client one answer, and keeps what it was sent.
class canned_server {
 public:
  explicit canned_server(std::string text)
      : acceptor_(context_, {asio::ip::make_address("127.0.0.1"), 0}), thread_([this, text = std::move(text)] {
          boost::system::error_code ignored;
          tcp::socket client(context_);
          acceptor_.accept(client, ignored);
          asio::streambuf buffer;
          asio::read_until(client, buffer, "\r\n\r\nbody", ignored);
          received = {asio::buffers_begin(buffer.data()), asio::buffers_end(buffer.data())};
          asio::write(client, asio::buffer(text), ignored);
        }) {}
  ~canned_server() { thread_.join(); }
  [[nodiscard]] std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }

  std::string received;

 private:
  asio::io_context context_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

http_client local_client() {
  const std::vector<std::string> allowed{"127.0.0.1", "::1"};
  return http_client(address_guard(allowed));
}

answer post(http_client& client, chat::web_request asked) {
  asio::io_context context;
  std::optional<answer> got;
  asio::co_spawn(context, client.post(std::move(asked)), [&](const std::exception_ptr& error, answer said) {
    if (error == nullptr) got = std::move(said);
  });
  context.run();
  return got.value();
}

TEST(http_client, posts_what_it_is_given_and_brings_back_the_answer) {
  auto client = local_client();
  std::string received;
  std::string port;
  {
    canned_server server("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello");
    port = server.port();
    const auto got = post(client, {.url = "http://127.0.0.1:" + port + "/in?a=%20b",
                                   .headers = {{"X-One", "1"}, {"Content-Type", "text/plain"}},
                                   .body = "body"});
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(got->status, 201U);
    EXPECT_EQ(got->body, "hello");
    received = server.received;
  }
  EXPECT_TRUE(received.starts_with("POST /in?a=%20b HTTP/1.1\r\n")) << received;
  EXPECT_TRUE(received.contains("Host: 127.0.0.1:" + port + "\r\n")) << received;
  EXPECT_TRUE(received.contains("X-One: 1\r\n"));
  EXPECT_TRUE(received.ends_with("\r\n\r\nbody"));
}

TEST(http_client, a_redirection_is_an_answer_and_is_not_followed) {
  auto client = local_client();
  canned_server server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  const auto got = post(client, {.url = "http://127.0.0.1:" + server.port() + "/", .body = "body"});
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->status, 302U);
}

TEST(http_client, does_not_even_connect_to_what_the_guard_refuses) {
  http_client client{address_guard()};
  for (const char* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0", "[::1]",
                           "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"}) {
    const auto got = post(client, {.url = std::string("http://") + host + ":9/"});
    ASSERT_FALSE(got.has_value()) << host;
    EXPECT_TRUE(got.error() == chat::web_failure::not_allowed || got.error() == chat::web_failure::unreachable) << host;
    if (std::string_view(host) == "127.0.0.1" || std::string_view(host) == "[::1]") {
      EXPECT_EQ(got.error(), chat::web_failure::not_allowed);
    }
  }
}

TEST(http_client, takes_no_url_but_those_of_the_web) {
  auto client = local_client();
  for (const char* url :
       {"", "x", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://user@127.0.0.1/",
        "http://user:pw@127.0.0.1/", "http:///x", "http://127.0.0.1:0/", "javascript:1", "http://127.0.0.1\r\nX: 1/"}) {
    const auto got = post(client, {.url = url});
    ASSERT_FALSE(got.has_value()) << url;
    EXPECT_EQ(got.error(), chat::web_failure::bad_url) << url;
  }
}

TEST(http_client, an_answer_that_is_none_or_too_large_is_a_failure) {
  auto client = local_client();
  for (const std::string& bad :
       {std::string("nonsense\r\n\r\n"), "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(1'000, 'x')}) {
    canned_server server(bad);
    const auto got =
        post(client, {.url = "http://127.0.0.1:" + server.port() + "/", .body = "body", .answer_bytes = 500});
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error(), chat::web_failure::bad_answer);
  }
}

TEST(http_client, a_silent_server_is_given_up_at_the_timeout) {
  auto client = local_client();
  asio::io_context context;
  tcp::acceptor silent(context, {asio::ip::make_address("127.0.0.1"), 0});
  const auto got = post(client, {.url = "http://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/",
                                 .timeout = std::chrono::milliseconds(50)});
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(), chat::web_failure::timed_out);
}

}  // namespace
}  // namespace webchats::delivery
