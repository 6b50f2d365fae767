#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>
#include <boost/asio/ip/address_v4.hpp>

#include "engineio/server.hpp"
#include "http/server.hpp"
#include "support/tcp_client.hpp"
#include "ws/frame.hpp"

namespace webchats::engineio {

struct answered {
  int status = 0;
  std::string head;
  std::string body;
};

inline std::string client_frame(std::string_view text) {
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
    void on_close(session& self, close_reason reason, std::string_view detail) override {
      EXPECT_EQ(net::loop::current(), &self.loop());
      const std::scoped_lock lock(test_.mutex_);
      test_.closed_.push_back({reason, std::string(detail)});
      test_.changed_.notify_all();
    }

   private:
    server_test& test_;
  };

  void TearDown() override { loops_.stop(); }

  void start() {
    if (!accept_) {
      accept_ = [this](session&, const http::request&) { return std::make_unique<echo>(*this); };
    }
    options_.path = "/engine.io";
    engine_ = std::make_unique<server>(loops_, options_, accept_);
    engine_->on_connection_error([this](const connection_error& error) {
      const std::scoped_lock lock(mutex_);
      errors_.push_back({static_cast<int>(error.code), error.status, std::string(error.message),
                         std::string(error.detail), error.request.target});
      changed_.notify_all();
    });
    if (configure_) configure_(*engine_);
    engine_->attach(routes_);
    http_ = std::make_unique<http::server>(loops_, routes_);
    port_ = http_->listen({boost::asio::ip::address_v4::loopback(), 0}).port();
    loops_.start();
  }

  /// One request on a connection of its own: either loop may get it. `more` are whole header lines.
  answered ask(std::string_view method, std::string_view query, std::string_view body = {},
               std::string_view more = {}) {
    test::tcp_client client(port_);
    client.send(request(method, query, body, more));
    return read(client);
  }
  static answered read(test::tcp_client& client) {
    const std::string all = client.receive_all();
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    return {.status = std::stoi(all.substr(9, 3)), .head = all.substr(0, end + 2), .body = all.substr(end + 4)};
  }
  static std::string request(std::string_view method, std::string_view query, std::string_view body = {},
                             std::string_view more = {}) {
    std::string text(method);
    text.append(" /engine.io/?EIO=4&").append(query).append(" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
    if (!body.empty()) text.append("Content-Length: " + std::to_string(body.size()) + "\r\n");
    return text.append(more).append("\r\n").append(body);
  }
  static std::string upgrade(std::string_view query, std::string_view more = {}) {
    std::string text("GET /engine.io/?EIO=4&transport=websocket&");
    text.append(query).append(
        " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    return text.append(more).append("\r\n");
  }

  std::string open() {
    const answered opened = ask("GET", "transport=polling");
    EXPECT_EQ(opened.status, 200);
    return "transport=polling&sid=" + opened.body.substr(9, session_id::length);
  }

  /// Waits for something that `mutex_` guards.
  template <class Condition>
  void wait_for(Condition holds) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(10), holds));
  }
  struct end {
    close_reason reason = close_reason::forced_close;
    std::string detail;
  };
  /// Waits for the `count`-th end of a session.
  end nth_end(std::size_t count) {
    wait_for([&] { return closed_.size() >= count; });
    const std::scoped_lock lock(mutex_);
    return closed_.size() >= count ? closed_[count - 1] : end{};
  }
  close_reason nth_close(std::size_t count) { return nth_end(count).reason; }

  struct error {
    int code;
    unsigned status;
    std::string message;
    std::string detail;
    std::string target;
  };

  server_options options_;
  server::accept_handler accept_;
  std::function<void(server&)> configure_;
  net::loop_group loops_{2};
  http::router routes_;
  std::unique_ptr<server> engine_;
  std::unique_ptr<http::server> http_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<end> closed_;
  std::vector<error> errors_;  // in the order in which they were told
};

}  // namespace webchats::engineio
