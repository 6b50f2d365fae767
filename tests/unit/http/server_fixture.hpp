#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <boost/asio/ip/address_v4.hpp>

#include "http/server.hpp"
#include "net/loop_group.hpp"
#include "support/tcp_client.hpp"

namespace webchats::http {

/// A server on one loop; set `routes_` and `options_`, then `connect`.
class server_test : public testing::Test {
 protected:
  void TearDown() override { loops_.stop(); }

  std::uint16_t port() {
    if (server_ == nullptr) {
      server_ = std::make_unique<server>(loops_, routes_, options_);
      port_ = server_->listen({boost::asio::ip::address_v4::loopback(), 0}).port();
      loops_.start();
    }
    return port_;
  }

  /// What the server sends to a client that sends `bytes` and then reads until the end.
  std::string exchange(std::string_view bytes) {
    test::tcp_client client(port());
    client.send(bytes);
    return client.receive_all();
  }

  /// Runs `task` on the loop and waits for it.
  void on_loop(const std::function<void()>& task) {
    std::promise<void> done;
    loops_[0].post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  router routes_;
  server_options options_;
  net::loop_group loops_{1};
  std::unique_ptr<server> server_;
  std::uint16_t port_ = 0;
};

/// The status of the first answer in `text`, 0 if there is none.
inline int status_in(std::string_view text) {
  return text.starts_with("HTTP/1.1 ") ? std::stoi(std::string(text.substr(9, 3))) : 0;
}

/// How often `part` is in `text`.
inline std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace webchats::http
