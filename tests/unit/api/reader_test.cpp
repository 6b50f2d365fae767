#include "api/json/reader.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace webchats::api {
namespace {

const text_bounds short_text{.min = 1, .max = 3};

struct wrong {
  std::string_view json;
  chat::rule rule;
};

TEST(object_reader, reads_what_is_there_as_what_it_is) {
  const auto value = boost::json::parse(R"({"text":"中文😄","number":7,"list":["a","b"],"nothing":null})");
  object_reader in(value);
  EXPECT_EQ(in.text("text", short_text), "中文😄");
  EXPECT_EQ(in.integer("number"), 7);
  EXPECT_EQ(in.optional_texts("list", 2, short_text), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(in.optional_text("nothing", short_text), std::nullopt);
  EXPECT_EQ(in.optional_integer("absent"), std::nullopt);
  EXPECT_FALSE(in.problem());
}

TEST(object_reader, refuses_everything_but_an_object) {
  for (const auto* json : {"null", "true", "1", "\"x\"", "[]", "[{}]"}) {
    const auto value = boost::json::parse(json);
    const object_reader in(value);
    ASSERT_TRUE(in.problem()) << json;
    EXPECT_EQ(in.problem()->name, "payload") << json;
  }
}

TEST(object_reader, names_the_rule_that_a_text_breaks) {
  const wrong table[] = {
      {R"({})", chat::rule::required},
      {R"({"f":null})", chat::rule::required},
      {R"({"f":1})", chat::rule::format},
      {R"({"f":["a"]})", chat::rule::format},
      {R"({"f":{}})", chat::rule::format},
      {R"({"f":true})", chat::rule::format},
      {R"({"f":""})", chat::rule::required},
      {R"({"f":"中文中文"})", chat::rule::too_long},
      {R"({"f":"abcdefghijklmnopqrstuvwxyz"})", chat::rule::too_long},
  };
  for (const auto& [json, rule] : table) {
    const auto value = boost::json::parse(json);
    object_reader in(value);
    EXPECT_EQ(in.text("f", short_text), "") << json;
    ASSERT_TRUE(in.problem()) << json;
    EXPECT_EQ(in.problem()->rule, rule) << json;
    EXPECT_EQ(in.problem()->name, "f") << json;
  }
}

TEST(object_reader, names_the_rule_that_a_number_breaks) {
  const wrong table[] = {
      {R"({"f":"1"})", chat::rule::format},
      {R"({"f":1.5})", chat::rule::format},
      {R"({"f":1e300})", chat::rule::format},
      {R"({"f":true})", chat::rule::format},
      {R"({"f":0})", chat::rule::out_of_range},
      {R"({"f":-1})", chat::rule::out_of_range},
      {R"({"f":9007199254740992})", chat::rule::out_of_range},
      {R"({"f":18446744073709551615})", chat::rule::format},
  };
  for (const auto& [json, rule] : table) {
    const auto value = boost::json::parse(json);
    object_reader in(value);
    EXPECT_EQ(in.integer("f", {.min = 1}), 0) << json;
    ASSERT_TRUE(in.problem()) << json;
    EXPECT_EQ(in.problem()->rule, rule) << json;
  }
}

TEST(object_reader, takes_no_list_of_anything_else_than_texts_and_none_that_is_too_long) {
  for (const auto* json : {R"({"f":"a"})", R"({"f":{}})", R"({"f":[1]})", R"({"f":["a",["b"]]})",
                           R"({"f":["a","b","c"]})", R"({"f":[""]})", R"({"f":["abcd"]})"}) {
    const auto value = boost::json::parse(json);
    object_reader in(value);
    EXPECT_TRUE(in.optional_texts("f", 2, short_text).empty() || in.problem()) << json;
    EXPECT_TRUE(in.problem()) << json;
  }
}

TEST(object_reader, takes_true_and_false_for_a_boolean_and_nothing_else) {
  const auto good = boost::json::parse(R"({"a":true,"b":false,"c":null})");
  object_reader in(good);
  EXPECT_EQ(in.optional_boolean("a"), true);
  EXPECT_EQ(in.optional_boolean("b"), false);
  EXPECT_EQ(in.optional_boolean("c"), std::nullopt);
  EXPECT_EQ(in.optional_boolean("d"), std::nullopt);
  EXPECT_FALSE(in.problem());
  for (const auto* json : {R"({"f":1})", R"({"f":"true"})", R"({"f":[]})", R"({"f":{}})"}) {
    const auto value = boost::json::parse(json);
    object_reader wrong(value);
    EXPECT_EQ(wrong.optional_boolean("f"), std::nullopt) << json;
    ASSERT_TRUE(wrong.problem()) << json;
    EXPECT_EQ(wrong.problem()->rule, chat::rule::format) << json;
  }
}

TEST(object_reader, takes_no_list_of_anything_else_than_integers_within_bounds) {
  const auto good = boost::json::parse(R"({"f":[3,1,2]})");
  object_reader in(good);
  EXPECT_EQ(in.integers("f", 3, {.min = 1}), (std::vector<std::int64_t>{3, 1, 2}));
  EXPECT_FALSE(in.problem());
  for (const auto* json : {R"({})", R"({"f":null})", R"({"f":1})", R"({"f":[1,2,3,4]})", R"({"f":["1"]})",
                           R"({"f":[0]})", R"({"f":[1.5]})", R"({"f":[1,[2]]})"}) {
    const auto value = boost::json::parse(json);
    object_reader wrong(value);
    (void)wrong.integers("f", 3, {.min = 1});
    EXPECT_TRUE(wrong.problem()) << json;
  }
}

TEST(object_reader, keeps_the_first_problem) {
  const auto value = boost::json::parse(R"({"second":"x"})");
  object_reader in(value);
  (void)in.text("first", short_text);
  (void)in.integer("second");
  EXPECT_EQ(in.problem()->name, "first");
}

}  // namespace
}  // namespace webchats::api
