#include "engineio/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <boost/asio/ip/address_v4.hpp>

#include "http/server.hpp"
#include "support/tcp_client.hpp"
#include "ws/frame.hpp"

namespace webchats::engineio {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct answered {
  int status = 0;
  std::string head;
  std::string body;
};

std::string client_frame(std::string_view text) {
  return std::string(ws::encode_frame_header(ws::opcode::text, text.size(), ws::fin::yes, ws::compressed::no, 0).view())
      .append(text);
}

/// A real server on two loops.
class server_test : public testing::Test {
 protected:
  class echo final : public session_handler {
   public:
    explicit echo(server_test& test) : test_(test) {}
    void on_message(session& self, message_type type, std::string_view payload) override { self.send(type, payload); }
    void on_close(session& self, close_reason reason, std::string_view) override {
      EXPECT_EQ(net::loop::current(), &self.loop());
      const std::scoped_lock lock(test_.mutex_);
      test_.closed_.push_back(reason);
      test_.closed_changed_.notify_all();
    }

   private:
    server_test& test_;
  };

  void TearDown() override { loops_.stop(); }

  void start() {
    if (!accept_) {
      accept_ = [this](session&, const http::request&) { return std::make_unique<echo>(*this); };
    }
    options_.path = "/engine.io/";
    engine_ = std::make_unique<server>(loops_, options_, accept_);
    engine_->attach(routes_);
    http_ = std::make_unique<http::server>(loops_, routes_);
    port_ = http_->listen({boost::asio::ip::address_v4::loopback(), 0}).port();
    loops_.start();
  }

  /// One request on a connection of its own: either loop may get it.
  answered ask(std::string_view method, std::string_view query, std::string_view body = {}) {
    test::tcp_client client(port_);
    client.send(request(method, query, body));
    const std::string all = client.receive_all();
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    return {.status = std::stoi(all.substr(9, 3)), .head = all.substr(0, end), .body = all.substr(end + 4)};
  }
  static std::string request(std::string_view method, std::string_view query, std::string_view body) {
    std::string text(method);
    text.append(" /engine.io/?EIO=4&").append(query).append(" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
    if (!body.empty()) text.append("Content-Length: " + std::to_string(body.size()) + "\r\n");
    return text.append("\r\n").append(body);
  }
  static std::string upgrade(std::string_view query) {
    return std::string("GET /engine.io/?EIO=4&transport=websocket&").append(query) +
           " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  }

  std::string open() {
    const answered opened = ask("GET", "transport=polling");
    EXPECT_EQ(opened.status, 200);
    return "transport=polling&sid=" + opened.body.substr(9, session_id::length);
  }

  /// Waits for the `count`-th end of a session.
  close_reason nth_close(std::size_t count) {
    std::unique_lock lock(mutex_);
    const bool came = closed_changed_.wait_for(lock, std::chrono::seconds(10), [&] { return closed_.size() >= count; });
    EXPECT_TRUE(came);
    return came ? closed_[count - 1] : close_reason::forced_close;
  }

  server_options options_;
  server::accept_handler accept_;
  net::loop_group loops_{2};
  http::router routes_;
  std::unique_ptr<server> engine_;
  std::unique_ptr<http::server> http_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable closed_changed_;
  std::vector<close_reason> closed_;
};

TEST_F(server_test, hands_polls_and_posts_over_to_the_loop_of_the_session) {
  start();
  const std::string session = open();
  for (int i = 0; i < 1000 && engine_->counters().handed_over < 4; ++i) {
    const std::string message = "4" + std::to_string(i);
    ASSERT_EQ(ask("POST", session, message).body, "ok");
    ASSERT_EQ(ask("GET", session).body, message);
  }
  EXPECT_GE(engine_->counters().handed_over, 4U);
  EXPECT_EQ(engine_->session_count(), 1U);
}

TEST_F(server_test, moves_websockets_to_the_loop_of_the_session_with_what_they_sent_already) {
  start();
  std::uint64_t upgraded = 0;
  for (int i = 0; i < 1000 && engine_->counters().handed_over < 2; ++i) {
    std::string session = open();
    session.erase(0, session.find("sid="));
    test::tcp_client client(port_);
    client.send(upgrade(session) + client_frame("2probe") + client_frame("5") + client_frame("4hello"));
    ASSERT_THAT(client.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
    ASSERT_EQ(client.receive(8),
              "\x81\x06"
              "3probe");
    ASSERT_EQ(client.receive(8),
              "\x81\x06"
              "4hello");
    EXPECT_EQ(engine_->counters().upgrades, ++upgraded);
  }
  EXPECT_GE(engine_->counters().handed_over, 2U);
}

TEST_F(server_test, ends_the_session_when_the_connection_of_its_poll_does) {
  options_.ping_interval = std::chrono::hours(1);
  start();
  for (std::size_t i = 1; i <= 20; ++i) {
    const std::string session = open();
    {
      test::tcp_client client(port_);
      client.send(request("GET", session, {}));
      // Answered after the poll has begun to wait, because it comes on the same connection's loop or behind it.
      ASSERT_EQ(ask("POST", session, "6").status, 200);
    }
    // Either the poll waited and its end ended the session, or it never arrived and the session lives.
    if (ask("POST", session, "1").status == 200) continue;
    EXPECT_EQ(nth_close(i), close_reason::transport_error);
  }
}

TEST_F(server_test, closes_every_session_and_takes_no_more) {
  start();
  const std::string polled = open();
  test::tcp_client socket(port_);
  socket.send(upgrade(""));
  EXPECT_THAT(socket.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(socket.receive_until("}"), HasSubstr("\"upgrades\":[]"));
  EXPECT_EQ(engine_->session_count(), 2U);

  engine_->close();
  EXPECT_EQ(nth_close(1), close_reason::server_shutting_down);
  EXPECT_EQ(nth_close(2), close_reason::server_shutting_down);
  EXPECT_EQ(socket.receive(4), "\x88\x02\x03\xe9");
  EXPECT_EQ(ask("GET", polled).body, R"({"code":1,"message":"Session ID unknown"})");
  EXPECT_EQ(ask("GET", "transport=polling").status, 503);
  EXPECT_EQ(engine_->session_count(), 0U);
  EXPECT_EQ(engine_->counters().closed, 2U);
}

TEST_F(server_test, refuses_with_the_reasons_of_the_reference) {
  options_.allow_request = [](const http::request& asked) { return !asked.parameter("bad"); };
  options_.session_limit = 1;
  accept_ = [this](session&, const http::request& asked) -> std::unique_ptr<session_handler> {
    if (asked.parameter("unwanted")) return nullptr;
    return std::make_unique<echo>(*this);
  };
  start();
  const answered refused = ask("GET", "transport=polling&bad=1");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body, R"({"code":4,"message":"Forbidden"})");
  EXPECT_THAT(refused.head, HasSubstr("Content-Type: application/json"));
  EXPECT_EQ(ask("GET", "transport=polling&unwanted=1").status, 403);
  EXPECT_EQ(engine_->session_count(), 0U);

  test::tcp_client socket(port_);
  socket.send(upgrade("bad=1"));
  EXPECT_THAT(socket.receive_all(), testing::AllOf(StartsWith("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"),
                                                   testing::EndsWith("\r\n\r\nForbidden")));
  const std::string session = open();
  EXPECT_EQ(ask("GET", "transport=polling").status, 503) << "one session is the limit";
  EXPECT_EQ(ask("POST", session, "4x").status, 200);
  EXPECT_EQ(engine_->counters().refused, 4U);
}

TEST_F(server_test, may_give_one_handshake_a_larger_limit) {
  options_.max_payload = 100;
  options_.max_payload_ceiling = 10'000;
  options_.max_payload_for = [](const http::request& asked) -> std::size_t {
    return asked.parameter("large") ? 10'000 : 100;
  };
  start();
  const std::string small = open();
  const answered opened = ask("GET", "transport=polling&large=1");
  EXPECT_THAT(opened.body, HasSubstr("\"maxPayload\":10000}"));
  const std::string large = "transport=polling&sid=" + opened.body.substr(9, session_id::length);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(ask("POST", large, "4" + std::string(5000, 'x')).status, 200);
    EXPECT_EQ(ask("POST", small, "4" + std::string(5000, 'x')).status, 413);
  }
  EXPECT_EQ(ask("POST", small, "4x").status, 200) << "the session lives";
}

TEST_F(server_test, tells_a_cross_origin_page_what_it_may_read) {
  options_.allowed_origins = {"https://chat.example"};
  start();
  const auto with_origin = [this](std::string_view method, std::string_view origin, std::string_view more = {}) {
    test::tcp_client client(port_);
    client.send(std::string(method) +
                " /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nConnection: close\r\nOrigin: " +
                std::string(origin) + "\r\n" + std::string(more) + "\r\n");
    return client.receive_all();
  };
  EXPECT_THAT(
      with_origin("GET", "https://chat.example"),
      testing::AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Access-Control-Allow-Origin: https://chat.example\r\n"),
                     HasSubstr("Vary: Origin\r\n")));
  EXPECT_THAT(
      with_origin("POST", "https://chat.example"),
      testing::AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("Access-Control-Allow-Origin: https://chat.example\r\n")))
      << "errors too";
  EXPECT_THAT(with_origin("GET", "https://evil.example"),
              testing::AllOf(StartsWith("HTTP/1.1 403"), testing::Not(HasSubstr("Access-Control-Allow-Origin"))));
  EXPECT_THAT(with_origin("OPTIONS", "https://chat.example",
                          "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-a\r\n"),
              testing::AllOf(StartsWith("HTTP/1.1 204"), HasSubstr("Access-Control-Allow-Headers: x-a\r\n")));
}

}  // namespace
}  // namespace webchats::engineio
