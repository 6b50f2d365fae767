#include "engineio/session_id.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace webchats::engineio {
namespace {

TEST(session_id, carries_loop_and_node) {
  for (const int loop : {0, 1, 7, 255}) {
    for (const int node : {0, 3, 255}) {
      const auto id = session_id::generate(static_cast<std::uint8_t>(loop), static_cast<std::uint8_t>(node));
      const auto parsed = session_id::parse(id.view());
      ASSERT_TRUE(parsed);
      EXPECT_EQ(*parsed, id);
      EXPECT_EQ(parsed->loop(), loop);
      EXPECT_EQ(parsed->node(), node);
    }
  }
}

TEST(session_id, is_24_characters_of_base64url_and_never_the_same) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto id = session_id::generate(1);
    ASSERT_EQ(id.view().size(), 24U);
    ASSERT_EQ(id.view().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string_view::npos);
    ASSERT_TRUE(seen.emplace(id.view()).second);
  }
}

TEST(session_id, differs_in_all_of_its_128_random_bits) {
  // Every character before the last group takes many values: none is a counter or a constant.
  std::array<std::set<char>, 21> values;
  for (int i = 0; i < 500; ++i) {
    const auto id = session_id::generate(0);
    for (std::size_t at = 0; at < values.size(); ++at) values[at].insert(id.view()[at]);
  }
  for (const auto& characters : values) EXPECT_GT(characters.size(), 40U);
}

TEST(session_id, refuses_what_cannot_be_one) {
  EXPECT_FALSE(session_id::parse(""));
  EXPECT_FALSE(session_id::parse("__proto__"));
  EXPECT_FALSE(session_id::parse("constructor"));
  EXPECT_FALSE(session_id::parse(std::string(23, 'a')));
  EXPECT_FALSE(session_id::parse(std::string(25, 'a')));
  EXPECT_FALSE(session_id::parse(std::string(23, 'a') + "+"));
  EXPECT_FALSE(session_id::parse(std::string(23, 'a') + '\0'));
}

}  // namespace
}  // namespace webchats::engineio
