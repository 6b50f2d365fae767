#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>
#include <boost/asio/ip/address_v4.hpp>

#include "net/listener.hpp"
#include "net/loop_group.hpp"
#include "net/stream.hpp"

namespace webchats::net {

/// A handler made of functions; what is not set does the default.
struct scripted_handler : stream_handler {
  std::function<void(std::span<char>)> bytes;
  std::function<void(stream&)> end;
  std::function<void(close_cause)> closed;
  std::function<void()> drained;
  std::function<void()> destroyed;

  ~scripted_handler() override {
    if (destroyed) destroyed();
  }
  void on_bytes(std::span<char> arrived) override {
    if (bytes) bytes(arrived);
  }
  void on_end(stream& self) override {
    if (end) return end(self);
    stream_handler::on_end(self);
  }
  void on_close(close_cause cause) override {
    if (closed) closed(cause);
  }
  void on_drain() override {
    if (drained) drained();
  }
};

/// This system allows it.
inline bool is_allowed(write_method method) {
  return available(write_method::automatic) == method || method == write_method::sendmsg;
}

/// For `SetUp` of tests that hold for both ways to write.
#define SKIP_UNLESS_ALLOWED(method) \
  if (!is_allowed(method)) GTEST_SKIP() << "this system does not allow " << to_string(method)

/// Two running loops and a listener on the first that hands its streams to `accept`.
class loop_test : public testing::Test {
 public:
  loop_test() = default;
  /// With `sendmsg` in place of what is not allowed.
  explicit loop_test(write_method writes) : loops_(2, is_allowed(writes) ? writes : write_method::sendmsg) {}

 protected:
  void TearDown() override {
    loops_.stop();
    listener_.reset();
  }

  /// Starts the loops; `accept` runs on the first one and starts the streams it gets.
  std::uint16_t serve(listener::accept_handler accept) {
    listening_socket socket({boost::asio::ip::address_v4::loopback(), 0});
    const std::uint16_t port = socket.address().port();
    auto shared = std::make_shared<listening_socket>(std::move(socket));
    loops_[0].post([this, shared, accept = std::move(accept)] {
      listener_ = std::make_unique<listener>(loops_[0], std::move(*shared), accept);
    });
    loops_.start();
    return port;
  }

  /// Runs `task` on loop `index` and waits for it.
  void run_on(std::size_t index, std::function<void()> task) {
    std::promise<void> done;
    loops_[index].post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  loop_group loops_{2};
  std::unique_ptr<listener> listener_;
};

}  // namespace webchats::net
