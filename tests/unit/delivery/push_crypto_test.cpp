#include "delivery/push_crypto.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "base/base64.hpp"

namespace webchats::delivery {
namespace {

// RFC 8291, 5 and appendix A.
constexpr const char* plain = "When I grow up, I want to be a watermelon";
constexpr const char* sender_public =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr const char* sender_secret = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr const char* browser_public =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr const char* browser_auth = "BTBZMqHH6r4Tts7J_aSIgg";
constexpr const char* salt = "DGv6ra1nlYgDCS1FRnbzlw";
constexpr const char* sealed =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

p256_key sender_of_the_rfc() {
  return p256_key::parse(base::base64url(*base::from_base64url(sender_secret) + *base::from_base64url(sender_public)));
}
push_receiver browser_of_the_rfc() { return push_receiver_of(browser_public, browser_auth).value(); }

TEST(push_crypto, seals_the_example_of_rfc_8291_byte_for_byte) {
  EXPECT_EQ(base::base64url(seal(browser_of_the_rfc(), plain, sender_of_the_rfc(), *base::from_base64url(salt))),
            sealed);
}

TEST(push_crypto, seals_the_same_text_differently_each_time) {
  EXPECT_NE(seal(browser_of_the_rfc(), plain), seal(browser_of_the_rfc(), plain));
}

TEST(push_crypto, fills_one_record_and_no_more) {
  EXPECT_EQ(seal(browser_of_the_rfc(), std::string(most_sealed, 'x')).size(), 4096U);
  EXPECT_THROW((void)seal(browser_of_the_rfc(), std::string(most_sealed + 1, 'x')), std::invalid_argument);
}

TEST(push_crypto, takes_no_keys_that_are_none) {
  EXPECT_FALSE(push_receiver_of("", browser_auth));
  EXPECT_FALSE(push_receiver_of("not base64 !", browser_auth));
  EXPECT_FALSE(push_receiver_of(browser_public, "c2hvcnQ"));
  auto off_the_curve = base::from_base64url(browser_public).value();
  off_the_curve.back() = static_cast<char>(off_the_curve.back() ^ 1);
  EXPECT_FALSE(push_receiver_of(base::base64url(off_the_curve), browser_auth));
  EXPECT_FALSE(push_receiver_of(base::base64url(std::string(65, '\0')), browser_auth));
}

TEST(p256_key, comes_back_from_its_text) {
  const auto made = p256_key::generate();
  EXPECT_EQ(p256_key::parse(made.text()).public_bytes(), made.public_bytes());
  EXPECT_NE(p256_key::generate().text(), made.text());
  EXPECT_THROW((void)p256_key::parse("AAAA"), std::invalid_argument);
}

TEST(p256_key, computes_what_the_other_side_computes) {
  const auto one = p256_key::generate();
  const auto other = p256_key::generate();
  EXPECT_EQ(one.shared_with(other.public_bytes()), other.shared_with(one.public_bytes()));
  EXPECT_FALSE(one.shared_with("nothing"));
}

TEST(vapid, says_who_sends_to_whom_until_when) {
  const auto key = p256_key::generate();
  const auto header = vapid_authorization(key, "https://push.example", "mailto:op@chat.example",
                                          std::chrono::sys_seconds(std::chrono::seconds(1'800'000'000)));
  ASSERT_TRUE(header.starts_with("vapid t="));
  EXPECT_TRUE(header.ends_with(", k=" + base::base64url(key.public_bytes())));
  const auto token = header.substr(8, header.find(',') - 8);
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  EXPECT_EQ(base::from_base64url(token.substr(0, first)), R"({"typ":"JWT","alg":"ES256"})");
  EXPECT_EQ(base::from_base64url(token.substr(first + 1, second - first - 1)),
            R"({"aud":"https://push.example","exp":1800000000,"sub":"mailto:op@chat.example"})");
  EXPECT_EQ(base::from_base64url(token.substr(second + 1))->size(), 64U);
}

}  // namespace
}  // namespace webchats::delivery
