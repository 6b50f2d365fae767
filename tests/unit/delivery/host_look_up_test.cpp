#include "delivery/host_look_up.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>

namespace webchats::delivery {
namespace {

using namespace std::chrono_literals;

host_addresses found_by(boost::asio::awaitable<host_addresses> asked) {
  boost::asio::io_context context{1};
  host_addresses found;
  boost::asio::co_spawn(context, std::move(asked), [&](const std::exception_ptr& error, host_addresses all) {
    if (error) std::rethrow_exception(error);
    found = std::move(all);
  });
  context.run();
  return found;
}

TEST(look_up, knows_names_and_addresses_with_their_port) {
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    const auto found = found_by(look_up(host, "5200", 1min));
    EXPECT_FALSE(found.empty()) << host;
    EXPECT_TRUE(std::ranges::all_of(
        found, [](const auto& each) { return each.address().is_loopback() && each.port() == 5'200; }));
  }
}

TEST(look_up, says_what_the_resolver_says) {
  EXPECT_THROW((void)found_by(look_up("127.0.0.1", "no port", 1min)), boost::system::system_error);
}

TEST(look_up, ends_with_the_patience_and_may_be_answered_after_it) {
  boost::asio::io_context context{1};
  look_up_answer late;
  std::exception_ptr ended;
  boost::asio::co_spawn(context, look_up_by([&](look_up_answer answer) { late = std::move(answer); }, 1ms),
                        [&](const std::exception_ptr& error, const host_addresses&) { ended = error; });
  context.run();
  try {
    ASSERT_NE(ended, nullptr);
    std::rethrow_exception(ended);
  } catch (const boost::system::system_error& error) {
    EXPECT_EQ(error.code(), boost::asio::error::timed_out);
  }
  std::exchange(late, nullptr)({}, {});
}

}  // namespace
}  // namespace webchats::delivery
