#include "net/listener.hpp"

#include <vector>
#include <boost/asio/ip/address_v6.hpp>

#include "loop_fixture.hpp"
#include "support/tcp_client.hpp"

namespace webchats::net {
namespace {

namespace ip = boost::asio::ip;

class listener_in_a_loop : public loop_test {};

TEST(listening_socket, several_share_the_port_that_the_first_picked) {
  const listening_socket first({ip::address_v4::loopback(), 0});
  EXPECT_NE(first.address().port(), 0);
  const listening_socket second(first.address());
  EXPECT_EQ(second.address(), first.address());
}

TEST(listening_socket, an_ipv6_address_leaves_the_ipv4_one_free) {
  const listening_socket six({ip::address_v6::any(), 0});
  EXPECT_NO_THROW(listening_socket({ip::address_v4::any(), six.address().port()}));
}

TEST(listening_socket, a_served_address_is_not_free) {
  auto served = std::make_unique<listening_socket>(ip::tcp::endpoint(ip::address_v4::loopback(), 0));
  const ip::tcp::endpoint address = served->address();
  EXPECT_THROW(require_free(address), boost::system::system_error);
  EXPECT_THROW(require_free({ip::address_v4::any(), address.port()}), boost::system::system_error);
  served.reset();
  EXPECT_NO_THROW(require_free(address));
}

TEST(listening_socket, an_address_of_another_machine_is_refused) {
  EXPECT_THROW(listening_socket({ip::make_address("192.0.2.1"), 0}), boost::system::system_error);
}

TEST_F(listener_in_a_loop, connections_made_before_the_loop_runs_are_served) {
  const std::uint16_t port = serve([](const stream_ptr& accepted) {
    auto handler = std::make_unique<scripted_handler>();
    accepted->start(std::move(handler));
    accepted->write(chunk::copy("hi"));
  });
  std::vector<std::unique_ptr<test::tcp_client>> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(std::make_unique<test::tcp_client>(port));
  for (const auto& client : clients) EXPECT_EQ(client->receive(2), "hi");
}

TEST_F(listener_in_a_loop, a_connection_that_comes_while_the_loop_stops_ends_with_it) {
  int begun = 0;
  int ended = 0;
  const std::uint16_t port = serve([&](const stream_ptr& accepted) {
    auto handler = std::make_unique<scripted_handler>();
    handler->closed = [&](close_cause cause) {
      EXPECT_EQ(cause, close_cause::shutdown);
      ++ended;
    };
    ++begun;
    accepted->start(std::move(handler));
  });
  run_on(0, [] {});  // the listener is there
  std::promise<void> held;
  std::promise<void> release;
  loops_[0].post([&] {
    held.set_value();
    release.get_future().wait();
  });
  held.get_future().wait();
  test::tcp_client late(port);
  loops_[0].stop();
  release.set_value();
  loops_.stop();
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(ended, 1);
}

}  // namespace
}  // namespace webchats::net
