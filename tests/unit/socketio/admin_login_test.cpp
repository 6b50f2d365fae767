#include "socketio/admin/login.hpp"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <boost/json/object.hpp>

namespace webchats::socketio {
namespace {

using namespace std::chrono_literals;
using enum admin_login::verdict;

constexpr const char* hash = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";  // of "correct horse"

struct admin_login_ : testing::Test {
  admin_login::verdict ask(const boost::json::value& auth, std::string_view address = "192.0.2.1") {
    std::promise<admin_login::verdict> said;
    login.ask(auth, address, now, [&](admin_login::verdict verdict) { said.set_value(verdict); });
    return said.get_future().get();
  }
  admin_login::verdict ask_with(std::string_view username, std::string_view password,
                                std::string_view address = "192.0.2.1") {
    return ask(boost::json::object{{"username", username}, {"password", password}}, address);
  }

  net::steady_time now{1h};
  admin_login login{{.username = "admin", .password_hash = hash}, 24h};
};

TEST_F(admin_login_, takes_the_right_name_with_the_right_password_only) {
  EXPECT_EQ(ask_with("admin", "correct horse"), password);
  EXPECT_EQ(ask_with("admin", "correct hors"), refused);
  EXPECT_EQ(ask_with("Admin", "correct horse"), refused);
  EXPECT_EQ(ask_with("admin", std::string_view("correct horse\0", 14)), refused);
}

TEST_F(admin_login_, refuses_what_is_no_login) {
  EXPECT_EQ(ask(nullptr), refused);
  EXPECT_EQ(ask("admin"), refused);
  EXPECT_EQ(ask(boost::json::object{{"username", 1}, {"password", boost::json::array{}}}), refused);
  EXPECT_EQ(ask_with("admin", ""), refused);
  EXPECT_EQ(ask_with("admin", std::string(2'000, 'x')), refused);
  EXPECT_EQ(ask(boost::json::object{{"sessionId", ""}}), refused);
}

TEST_F(admin_login_, knows_a_session_until_it_ends) {
  const std::string id = login.begin_session(now);
  EXPECT_EQ(id.size(), 40U);
  EXPECT_NE(id, login.begin_session(now));
  EXPECT_EQ(ask(boost::json::object{{"sessionId", id}}), session);
  EXPECT_EQ(ask(boost::json::object{{"sessionId", id.substr(1)}}), refused);
  now += 24h;
  EXPECT_EQ(ask(boost::json::object{{"sessionId", id}}), refused);
}

TEST_F(admin_login_, forgets_the_oldest_of_too_many_sessions) {
  const std::string first = login.begin_session(now);
  for (int i = 0; i < 63; ++i) static_cast<void>(login.begin_session(now));
  EXPECT_EQ(ask(boost::json::object{{"sessionId", first}}), session);
  static_cast<void>(login.begin_session(now));
  EXPECT_EQ(ask(boost::json::object{{"sessionId", first}}), refused);
}

TEST_F(admin_login_, slows_down_who_guesses) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask_with("admin", "wrong"), refused);
  EXPECT_EQ(ask_with("admin", "correct horse"), too_many);
  EXPECT_EQ(ask_with("admin", "correct horse", "192.0.2.2"), password);
  now += 10s;
  EXPECT_EQ(ask_with("admin", "correct horse"), password);
  EXPECT_EQ(ask_with("admin", "correct horse"), too_many);
}

TEST_F(admin_login_, takes_an_ipv6_network_for_one_address) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ask_with("admin", "wrong", "2001:db8:1:2::" + std::to_string(i)), refused);
  }
  EXPECT_EQ(ask_with("admin", "wrong", "2001:db8:1:2:ffff::1"), too_many);
  EXPECT_EQ(ask_with("admin", "wrong", "2001:db8:1:3::1"), refused);
}

TEST_F(admin_login_, keeps_few_addresses) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask_with("admin", "wrong", "0.0.0.1"), refused);
  EXPECT_EQ(ask_with("admin", "wrong", "0.0.0.1"), too_many);
  // Those that may try as often as a new one are forgotten first.
  now += 9s;
  for (int i = 0; i < 1'100; ++i) {
    EXPECT_EQ(ask_with("admin", "wrong", "198.51." + std::to_string(i / 250) + '.' + std::to_string(i % 250)), refused);
    now += 10ms;
  }
  EXPECT_EQ(ask_with("admin", "wrong", "0.0.0.1"), refused);
}

TEST(admin_login_options, must_be_a_name_and_a_bcrypt_hash_of_bounded_cost) {
  const auto make = [](std::string name, std::string given) {
    admin_login made({.username = std::move(name), .password_hash = std::move(given)}, 24h);
  };
  EXPECT_NO_THROW(make("admin", "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"));
  EXPECT_THROW(make("", hash), std::invalid_argument);
  EXPECT_THROW(make("admin", ""), std::invalid_argument);
  EXPECT_THROW(make("admin", "correct horse"), std::invalid_argument);
  EXPECT_THROW(make("admin", "$2b$16$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"), std::invalid_argument);
  EXPECT_THROW(make("admin", "$2x$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"), std::invalid_argument);
}

}  // namespace
}  // namespace webchats::socketio
