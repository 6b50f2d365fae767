#include "engineio/counters.hpp"

#include <gtest/gtest.h>

#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

TEST(traffic_counters, count_packets_and_their_data_on_both_transports) {
  session_fixture f;
  f.open_by_polling();
  const traffic_counters& counted = f.host.traffic;
  EXPECT_EQ(counted.packets_out.read(), 1U) << "OPEN";
  const std::uint64_t open_bytes = counted.bytes_out.read();
  EXPECT_GT(open_bytes, 80U);

  f.post(
      "4hello\x1e"
      "bAQIDBA==");
  EXPECT_EQ(counted.packets_in.read(), 2U);
  EXPECT_EQ(counted.bytes_in.read(), 9U) << "without type and base64";
  EXPECT_EQ(counted.packets_out.read(), 3U);
  EXPECT_EQ(counted.bytes_out.read(), open_bytes + 9);

  fake_websocket socket;
  f.upgrade(socket);
  EXPECT_EQ(counted.packets_out.read(), 3U) << "what moves to the WebSocket was counted already";
  f.frame(socket, "4x");
  EXPECT_EQ(counted.packets_in.read(), 3U) << "the probe's packets are none of the session's";
  EXPECT_EQ(counted.packets_out.read(), 4U);
  f.self->send(shared_message::text("héllo"));
  f.self->send(shared_message::binary("\1\2"));
  EXPECT_EQ(counted.packets_out.read(), 6U);
  EXPECT_EQ(counted.bytes_out.read(), open_bytes + 9 + 1 + 6 + 2);
}

TEST(server_counters, sum_loops_and_reasons) {
  shard_counters one;
  shard_counters two;
  traffic_counters traffic;
  one.handshakes.add();
  two.handshakes.add(4);
  one.polling_sessions.add(3);
  one.polling_sessions.subtract();
  one.closed[static_cast<std::size_t>(close_reason::ping_timeout)].add();
  two.closed[static_cast<std::size_t>(close_reason::ping_timeout)].add();
  two.closed[static_cast<std::size_t>(close_reason::slow_consumer)].add();
  traffic.bytes_in.add(10);
  server_counters sum;
  sum.add(one, traffic);
  sum.add(two, traffic);
  EXPECT_EQ(sum.handshakes, 5U);
  EXPECT_EQ(sum.polling_sessions, 2U);
  EXPECT_EQ(sum.closed, 3U);
  EXPECT_EQ(sum.closed_for(close_reason::ping_timeout), 2U);
  EXPECT_EQ(sum.closed_for(close_reason::slow_consumer), 1U);
  EXPECT_EQ(sum.closed_for(close_reason::parse_error), 0U);
  EXPECT_EQ(sum.bytes_in, 20U);
}

TEST(close_reason, has_words_for_every_value) {
  for (std::size_t i = 0; i < close_reasons; ++i) {
    EXPECT_NE(to_string(static_cast<close_reason>(i)), "unknown reason") << i;
  }
  EXPECT_EQ(to_string(static_cast<close_reason>(close_reasons)), "unknown reason");
}

}  // namespace
}  // namespace webchats::engineio
