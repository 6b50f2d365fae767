// What a broadcast allocates, counted by this program's own operator new: something for each message, nothing for each
// member that gets it. A program of its own, since it replaces the allocator.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <future>
#include <iostream>
#include <new>
#include <string>
#include <vector>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/descriptor.hpp"
#include "net/loop_group.hpp"
#include "socketio/server.hpp"

namespace {

thread_local std::size_t allocations = 0;

void* allocate(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  ++allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept { std::free(memory); }

namespace webchats::socketio {
namespace {

/// A WebSocket client that speaks just enough.
class member {
 public:
  explicit member(const boost::asio::ip::tcp::endpoint& server) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    send(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    send_packet("40");
    receive_until("40{\"sid\":\"");
    receive_until("\"}");
  }
  /// One short text frame, with a mask that changes nothing.
  void send_packet(std::string_view packet) {
    const std::array<char, 6> head{'\x81', static_cast<char>(0x80U | packet.size()), 0, 0, 0, 0};
    send(std::string(head.data(), head.size()).append(packet));
  }
  void receive_until(std::string_view end) {
    std::size_t at = std::string::npos;
    while ((at = ahead_.find(end)) == std::string::npos) {
      std::array<char, 4096> bytes{};
      const ssize_t size = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
      ASSERT_GT(size, 0) << "waiting for " << end;
      ahead_.append(bytes.data(), static_cast<std::size_t>(size));
    }
    ahead_.erase(0, at + end.size());
  }

 private:
  void send(std::string_view bytes) {
    EXPECT_EQ(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  net::descriptor socket_;
  std::string ahead_;
};

class allocations_of : public testing::TestWithParam<net::write_method> {
 protected:
  static constexpr std::size_t warm_up = 20;
  static constexpr std::size_t messages = 100;

  /// Allocations on the loop by `messages` messages to `count` members, each in a turn of its own.
  static std::size_t fan_out(std::size_t count, std::size_t bursts_of = 1) {
    net::loop_group loops(1, GetParam());
    server io(loops);
    io.on_connection([](const socket_ptr& socket) { socket->join("r"); });
    io.on("message", [&io, bursts_of](socket&, const arguments& values, const acknowledge&) {
      for (std::size_t i = 0; i < bursts_of; ++i) io.to("r").emit("message", values);
    });
    const auto address = io.listen({boost::asio::ip::address_v4::loopback(), 0});
    loops.start();
    std::vector<std::unique_ptr<member>> members;
    while (members.size() < count) members.push_back(std::make_unique<member>(address));

    const auto counted = [&] {  // in a turn after what has been received
      std::promise<std::size_t> here;
      loops[0].post([&] { here.set_value(allocations); });
      return here.get_future().get();
    };
    std::size_t before = 0;
    for (std::size_t i = 0; i < warm_up + messages; ++i) {
      if (i == warm_up) before = counted();
      const std::string packet = "2[\"message\",\"" + std::to_string(i) + "\",\"" + std::string(64, 'x') + "\"]";
      members.front()->send_packet("4" + packet);
      for (const auto& each : members) {
        for (std::size_t copy = 0; copy < bursts_of; ++copy) each->receive_until("4" + packet);
      }
    }
    const std::size_t after = counted();
    loops.stop();
    return after - before;
  }
};

INSTANTIATE_TEST_SUITE_P(writing, allocations_of,
                         testing::Values(net::write_method::sendmsg, net::write_method::io_uring),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST_P(allocations_of, a_broadcast_do_not_depend_on_how_many_get_it) {
  if (GetParam() != net::write_method::sendmsg && net::available(net::write_method::automatic) != GetParam()) {
    GTEST_SKIP() << "this system does not allow " << to_string(GetParam());
  }
  const std::size_t few = fan_out(100);
  const std::size_t many = fan_out(1'000);
  const double per_message = static_cast<double>(many) / messages;
  std::cout << to_string(GetParam()) << ": " << per_message << " allocations per message, "
            << (static_cast<double>(many) - static_cast<double>(few)) / (900.0 * messages) << " per delivery\n";
  // Timers of the loop and the like may come in between; one per delivery would be 90,000.
  EXPECT_LT(many, few + messages);
  EXPECT_LE(per_message, 20);
}

TEST_P(allocations_of, several_broadcasts_in_a_turn_neither) {
  if (GetParam() != net::write_method::sendmsg && net::available(net::write_method::automatic) != GetParam()) {
    GTEST_SKIP() << "this system does not allow " << to_string(GetParam());
  }
  const std::size_t few = fan_out(100, 5);
  const std::size_t many = fan_out(500, 5);
  std::cout << to_string(GetParam()) << ": " << static_cast<double>(many) / (5.0 * messages)
            << " allocations per message, five in a turn\n";
  EXPECT_LT(many, few + messages);
}

}  // namespace
}  // namespace webchats::socketio
