#include "chat/name_look.hpp"

#include <gtest/gtest.h>

#include <string>

#include "chat/text.hpp"

namespace webchats::chat {
namespace {

TEST(name_look, is_the_same_for_names_that_read_alike) {
  const auto admin = name_look("Admin");
  for (const auto* alike :
       {"admin", "ADMIN", "аdmin", "Аdmіn", "ａｄｍｉｎ", "ad min", "a.d-m_i n", "𝐚𝐝𝐦𝐢𝐧", "admın"}) {
    EXPECT_EQ(name_look(alike), admin) << alike;
  }
}

TEST(name_look, keeps_other_names_apart) {
  for (const auto* other : {"admins", "edmin", "大白", "adm", ""})
    EXPECT_NE(name_look(other), name_look("admin")) << other;
  EXPECT_NE(name_look("大白"), name_look("太白"));
}

TEST(name_look, is_all_of_a_name_without_letters) {
  EXPECT_EQ(name_look("!?"), name_look("！？"));
  EXPECT_NE(name_look("!?"), name_look("?!"));
}

TEST(name_look, is_bounded_whatever_a_character_stands_for) {
  std::string long_name;
  for (int i = 0; i < 64; ++i) long_name += "\uFDFA";  // 18 letters
  EXPECT_EQ(count_code_points(name_look(long_name)), 191U);
}

TEST(composed, makes_one_of_two_ways_to_type_a_letter) {
  EXPECT_EQ(composed("u\u0308"), "ü");
  EXPECT_EQ(composed("ü"), "ü");
  EXPECT_EQ(composed("plain"), "plain");
  EXPECT_EQ(composed("ﬁ"), "ﬁ") << "what looks different stays different";
}

}  // namespace
}  // namespace webchats::chat
