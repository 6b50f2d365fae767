#include "delivery/address_guard.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace webchats::delivery {
namespace {

boost::asio::ip::address address(const char* text) { return boost::asio::ip::make_address(text); }

TEST(address_guard, refuses_whatever_is_not_of_the_public_internet) {
  const address_guard guard;
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.1.2.3",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.8",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.7",
                           "203.0.113.7",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::7f00:1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.1.2.3",
                           "::ffff:169.254.169.254",
                           "::ffff:0:127.0.0.1",
                           "64:ff9b::127.0.0.1",
                           "64:ff9b::10.0.0.1",
                           "64:ff9b::a9fe:a9fe",
                           "64:ff9b:1::1",
                           "64:ff9b:1::8.8.8.8",
                           "100::1",
                           "2001::1",
                           "2001:0:4136:e378::1",
                           "2001:2::1",
                           "2001:10::1",
                           "2001:20::1",
                           "2001:db8::1",
                           "2002:7f00:1::1",
                           "2002:808:808::1",
                           "3fff::1",
                           "4000::1",
                           "5f00::1",
                           "fc00::1",
                           "fd12::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "ff0e::1"}) {
    EXPECT_FALSE(guard.permits(address(text))) << text;
  }
}

TEST(address_guard, permits_the_public_internet_and_the_ways_to_it) {
  const address_guard guard;
  for (const char* text :
       {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "172.15.255.255", "172.32.0.0", "192.167.255.255", "198.17.255.255", "223.255.255.255", "2606:4700::1111",
        "2400:3200::1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"}) {
    EXPECT_TRUE(guard.permits(address(text))) << text;
  }
}

TEST(address_guard, permits_what_the_operator_lists_and_nothing_beside_it) {
  const std::vector<std::string> allowed{"127.0.0.1", "10.1.0.0/16", "fd00:1::/32", "::1"};
  const address_guard guard(allowed);
  for (const char* text : {"127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3", "fd00:1::5", "::1"}) {
    EXPECT_TRUE(guard.permits(address(text))) << text;
  }
  for (const char* text : {"127.0.0.2", "10.2.0.1", "fd00:2::5", "fe80::1", "169.254.169.254"}) {
    EXPECT_FALSE(guard.permits(address(text))) << text;
  }
}

TEST(address_guard, an_address_with_a_zone_is_of_this_machine) {
  boost::asio::ip::address_v6 zoned = boost::asio::ip::make_address_v6("2606:4700::1");
  zoned.scope_id(2);
  EXPECT_FALSE(address_guard().permits(zoned));
}

TEST(address_guard, a_list_that_cannot_be_read_is_an_error) {
  for (const char* wrong : {"localhost", "10.0.0.0/33", "10.0.0", "::1/129", ""}) {
    const std::vector<std::string> allowed{wrong};
    EXPECT_THROW(address_guard{allowed}, std::invalid_argument) << wrong;
  }
}

}  // namespace
}  // namespace webchats::delivery
