#include "socketio/typed_arguments.hpp"

#include <gtest/gtest.h>

#include <boost/describe.hpp>
#include <boost/json/serialize.hpp>

#include "socketio/json_text.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

struct message {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(message, (), (text))

/// An event of a client with this list of arguments.
arguments packet_of(std::string_view list) { return arguments(parse_json(list, 64).value().as_array()); }

TEST(make_arguments, makes_one_argument_of_each_value) {
  EXPECT_EQ(json::serialize(make_arguments().values), "[]");
  EXPECT_EQ(json::serialize(make_arguments("joined", 42, json::array{1, 2}, std::optional<int>()).values),
            R"(["joined",42,[1,2],null])");
  EXPECT_EQ(json::serialize(make_arguments(1, rest<std::string>{"a", "b"}, true).values), R"([1,"a","b",true])");
}

TEST(decode_arguments, makes_a_value_of_each_argument) {
  const auto values = decode_arguments<int, std::string, std::optional<bool>>(packet_of(R"([1,"x"])"));
  ASSERT_TRUE(values);
  EXPECT_EQ(*values, (std::tuple<int, std::string, std::optional<bool>>(1, "x", std::nullopt)));
  EXPECT_TRUE(decode_arguments<>(packet_of("[1,2]")));
  EXPECT_TRUE(decode_arguments<int>(packet_of("[1,2]")));
  const auto all = decode_arguments<int, rest<int>>(packet_of("[1,2,3]"));
  ASSERT_TRUE(all);
  EXPECT_EQ(std::get<1>(*all), (rest<int>{2, 3}));
  EXPECT_TRUE(std::get<0>(decode_arguments<rest<int>>(packet_of("[]")).value()).empty());
}

TEST(decode_arguments, names_the_first_argument_that_does_not_fit) {
  const auto error = []<typename... T>(std::string_view list, std::type_identity<std::tuple<T...>>) {
    const auto values = decode_arguments<T...>(packet_of(list));
    return values ? "none" : values.error().message();
  };
  EXPECT_EQ(error("[1,{\"text\":7}]", std::type_identity<std::tuple<int, message>>()),
            R"(argument 2, member "text": expected a string, got a number)");
  EXPECT_EQ(error("[true,true]", std::type_identity<std::tuple<int, int>>()),
            "argument 1: expected an integer, got a boolean");
  EXPECT_EQ(error("[]", std::type_identity<std::tuple<std::string, int>>()),
            "argument 1: expected a string, got nothing");
  EXPECT_EQ(error("[]", std::type_identity<std::tuple<json::value>>()), "argument 1: expected a value, got nothing");
  EXPECT_EQ(error("[1,2,null]", std::type_identity<std::tuple<int, rest<int>>>()),
            "argument 3: expected an integer, got null");
}

TEST(decode_answer, reads_what_a_client_answered) {
  EXPECT_EQ(std::get<0>(decode_answer<std::string>(packet_of(R"(["ok"])")).value()), "ok");
  EXPECT_EQ(decode_answer<std::string>(packet_of("[]")).error().message(),
            "argument 1: expected a string, got nothing");
}

}  // namespace
}  // namespace webchats::socketio
