#include "base/bcrypt.hpp"

#include <gtest/gtest.h>

#include <string>

using webchats::base::bcrypt_matches;
using webchats::base::is_bcrypt;

namespace {

/// PHP: password_hash('secret 密码', PASSWORD_BCRYPT, ['cost' => 4]).
const std::string hash = "$2y$04$abcdefghijklmnopqrstuu1R1nluZssEAVEvFoDSCU26.K8rTFo36";

}  // namespace

TEST(bcrypt, knows_what_php_made) {
  EXPECT_TRUE(is_bcrypt(hash));
  EXPECT_TRUE(bcrypt_matches(hash, "secret 密码"));
  EXPECT_FALSE(bcrypt_matches(hash, "secret"));
  EXPECT_FALSE(bcrypt_matches(hash, ""));
}

TEST(bcrypt, takes_no_password_that_ends_early) {
  EXPECT_FALSE(bcrypt_matches(hash, std::string("secret 密码\0more", 18)));
}

TEST(bcrypt, leaves_alone_what_is_none_or_takes_too_long) {
  for (const char* other : {"", "$2y$10$short", "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/"}) {
    EXPECT_FALSE(is_bcrypt(other)) << other;
    EXPECT_FALSE(bcrypt_matches(other, "x")) << other;
  }
  auto dear = hash;
  dear[4] = '1';
  dear[5] = '6';
  EXPECT_FALSE(is_bcrypt(dear));
}
