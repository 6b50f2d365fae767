#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "http/server.hpp"
#include "net/loop_group.hpp"
#include "support/ws_transcript.hpp"
#include "unit/ws/raw_client.hpp"
#include "ws/connection.hpp"

namespace webchats::ws {
namespace {

using namespace std::string_literals;
using test::client_frame;

struct echo final : connection_handler {
  void on_open(connection&) override {}
  void on_message(connection& self, message_type type, std::span<char> payload) override {
    self.send(type, {payload.data(), payload.size()});
  }
  void on_close(connection&, close_code, std::string_view) override {}
};

constexpr std::string_view key_header = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
constexpr std::string_view version_header = "Sec-WebSocket-Version: 13\r\n";

std::string request(std::string_view line, std::string_view headers) {
  return std::string(line)
             .append("\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
             .append(headers) +
         "\r\n";
}

std::string good_request() { return request("GET / HTTP/1.1", std::string(key_header).append(version_header)); }

/// The whole way of a handshake: sockets, HTTP, upgrade.
class accept_test : public testing::Test {
 protected:
  accept_test() {
    routes_.mount("/", [](const http::request& asked, http::responder answer) {
      accept(asked, std::move(answer), {}, std::make_unique<echo>());
    });
    server_.emplace(loops_, routes_);
    port = server_->listen({boost::asio::ip::address_v4::loopback(), 0}).port();
    loops_.start();
  }
  ~accept_test() override {
    server_.reset();
    loops_.stop();
  }

  void expect_echo() {
    raw_client client(port);
    client.send(good_request());
    EXPECT_TRUE(client.read_through("\r\n\r\n").starts_with("HTTP/1.1 101 "));
    client.send(client_frame(0x81, "hi"));
    EXPECT_EQ(client.read(4), "\x81\x02hi");
  }

  /// Sends `bytes`, expects a status and that the next client is served.
  void expect_refused(const std::string& bytes, std::string_view status, std::string_view header = {}) {
    {
      raw_client client(port);
      client.send(bytes);
      const std::string head = client.read_through("\r\n\r\n");
      EXPECT_TRUE(head.starts_with("HTTP/1.1 " + std::string(status))) << head;
      EXPECT_NE(head.find(header), std::string::npos) << head;
    }
    expect_echo();
  }

  std::uint16_t port = 0;

 private:
  net::loop_group loops_{1};
  http::router routes_;
  std::optional<http::server> server_;
};

TEST_F(accept_test, answers_101_and_speaks_websocket) { expect_echo(); }

TEST_F(accept_test, reads_frames_that_were_sent_before_the_101) {
  raw_client client(port);
  client.send(good_request() + client_frame(0x81, "already") + client_frame(0x81, "here"));
  EXPECT_TRUE(client.read_through("\r\n\r\n").starts_with("HTTP/1.1 101 "));
  EXPECT_EQ(client.read(15),
            "\x81\x07"
            "already\x81\x04here");
}

TEST_F(accept_test, fails_on_garbage_that_was_sent_before_the_101) {
  raw_client client(port);
  client.send(good_request() + "\xa2\x00 and more garbage"s);
  const std::string answer = client.read_to_end();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 "));
  EXPECT_NE(answer.find("\x88\x17\x03\xea"), std::string::npos);
  expect_echo();
}

TEST_F(accept_test, takes_a_handshake_byte_by_byte) {
  raw_client client(port);
  for (const char byte : good_request()) client.send({&byte, 1});
  EXPECT_TRUE(client.read_through("\r\n\r\n").starts_with("HTTP/1.1 101 "));
}

TEST_F(accept_test, refuses_a_missing_short_or_second_key) {
  expect_refused(request("GET / HTTP/1.1", version_header), "400");
  expect_refused(request("GET / HTTP/1.1", std::string("Sec-WebSocket-Key: short\r\n").append(version_header)), "400");
  expect_refused(request("GET / HTTP/1.1", std::string(key_header).append(key_header).append(version_header)), "400");
}

TEST_F(accept_test, refuses_another_version_and_names_its_own) {
  expect_refused(request("GET / HTTP/1.1", std::string(key_header).append("Sec-WebSocket-Version: 8\r\n")), "426",
                 "Sec-WebSocket-Version: 13\r\n");
  expect_refused(request("GET / HTTP/1.1", key_header), "426", "Sec-WebSocket-Version: 13\r\n");
}

TEST_F(accept_test, refuses_another_method_and_an_old_protocol) {
  const std::string headers = std::string(key_header).append(version_header);
  expect_refused(request("POST / HTTP/1.1", headers + "Content-Length: 0\r\n"), "400");
  expect_refused(request("GET / HTTP/1.0", headers), "400");
}

TEST_F(accept_test, refuses_a_request_that_asks_for_no_upgrade) {
  const std::string headers = std::string(key_header).append(version_header);
  expect_refused("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n" + headers + "\r\n", "400");
  expect_refused("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n" + headers + "\r\n", "400");
}

TEST_F(accept_test, survives_two_thousand_headers) {
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "X-" + std::to_string(i) + ": v\r\n";
  expect_refused(request("GET / HTTP/1.1", many + std::string(key_header).append(version_header)), "431");
}

}  // namespace
}  // namespace webchats::ws
