#include "engineio/cookie.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace webchats::engineio {
namespace {

using flag = cookie_options::flag;

TEST(cookie, is_that_of_the_reference_by_default) {
  EXPECT_EQ(set_cookie({}, "abc"), "io=abc; Path=/; HttpOnly; SameSite=Lax");
}

TEST(cookie, has_what_is_asked_for) {
  EXPECT_EQ(set_cookie({.name = "sticky",
                        .path = "/chat",
                        .http_only = flag::off,
                        .secure = flag::on,
                        .same_site = cookie_options::same_site_mode::none,
                        .max_age = std::chrono::hours(1)},
                       "x"),
            "sticky=x; Max-Age=3600; Path=/chat; Secure; SameSite=None");
  EXPECT_EQ(set_cookie({.path = "", .http_only = flag::off, .same_site = {}, .max_age = {}}, "x"), "io=x");
}

TEST(cookie, refuses_what_would_end_or_extend_the_header) {
  EXPECT_THROW((void)set_cookie({.name = "a b"}, "x"), std::invalid_argument);
  EXPECT_THROW((void)set_cookie({.name = ""}, "x"), std::invalid_argument);
  EXPECT_THROW((void)set_cookie({.path = "/; Domain=evil"}, "x"), std::invalid_argument);
  EXPECT_THROW((void)set_cookie({.path = "/\r\n"}, "x"), std::invalid_argument);
}

}  // namespace
}  // namespace webchats::engineio
