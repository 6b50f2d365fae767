#include "socketio/argument_traits.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <boost/describe.hpp>
#include <boost/json/serialize.hpp>

#include "socketio/json_text.hpp"
#include "socketio/packet.hpp"
#include "socketio/packet_encoder.hpp"
#include "socketio/typed_arguments.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

enum class colour : std::uint8_t { red, green, blue };
BOOST_DESCRIBE_ENUM(colour, red, green, blue)

struct author {
  std::string name;
  std::optional<int> age;
  auto operator<=>(const author&) const = default;
};
BOOST_DESCRIBE_STRUCT(author, (), (name, age))

struct message {
  std::string text;
  author from;
  std::vector<colour> marks;
  bool seen = true;
  auto operator<=>(const message&) const = default;
};
BOOST_DESCRIBE_STRUCT(message, (), (text, from, marks, seen))

struct picture : author {
  base::shared_buffer bytes;
};
BOOST_DESCRIBE_STRUCT(picture, (author), (bytes))

class guarded_count {
 public:
  int count = 0;

 private:
  int secret_ = 7;
  BOOST_DESCRIBE_CLASS(guarded_count, (), (count), (), (secret_))
};

struct circle {
  double radius = 0;
  auto operator<=>(const circle&) const = default;
};
BOOST_DESCRIBE_STRUCT(circle, (), (radius))
struct box {
  double width = 0;
  double height = 0;
  auto operator<=>(const box&) const = default;
};
BOOST_DESCRIBE_STRUCT(box, (), (width, height))
using shape = std::variant<circle, box>;

/// Has no default.
struct fixed {
  explicit fixed(std::string text) : value(std::move(text)) {}
  std::string value;
};

/// Counts how often it is looked at.
struct leaf {
  static inline int seen = 0;
};
struct section;
struct group {
  std::vector<std::variant<section, group, leaf>> children;
};
struct section : group {
  std::string title;
};
BOOST_DESCRIBE_STRUCT(group, (), (children))
BOOST_DESCRIBE_STRUCT(section, (group), (title))

struct point {
  int x = 0;
  int y = 0;
  bool operator==(const point&) const = default;
};

}  // namespace

template <>
struct argument_traits<fixed> {
  static decoded<fixed> decode(const argument_view& in) {
    const auto text = decode_argument<std::string>(in);
    if (!text) return in.expected("something fixed");
    return fixed(*text);
  }
};

template <>
struct argument_traits<leaf> {
  static decoded<leaf> decode(const argument_view& in) {
    ++leaf::seen;
    if (in.value->is_string()) return leaf();
    return in.expected("a leaf");
  }
};

/// A type of the user's own: "3:4".
template <>
struct argument_traits<point> {
  static decoded<point> decode(const argument_view& in) {
    const auto text = decode_argument<std::string>(in);
    const std::size_t colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos) return in.expected("a point");
    return point{.x = std::stoi(text->substr(0, colon)), .y = std::stoi(text->substr(colon + 1))};
  }
  static boost::json::value encode(const point& value, arguments&) {
    return boost::json::value(std::to_string(value.x) + ":" + std::to_string(value.y));
  }
};

namespace {

/// What decodes from the JSON text, or the text of the error.
template <typename T>
decoded<T> from(std::string_view text) {
  return decode_argument<T>(arguments(), parse_json(text, 64).value());
}
template <typename T>
std::string error_of(std::string_view text) {
  const decoded<T> value = from<T>(text);
  return value ? "none" : value.error().message();
}

/// What an event of a client with this list of arguments is for the server.
arguments packet_of(std::string_view list, std::initializer_list<std::string_view> attachments = {}) {
  arguments packet(parse_json(list, 64).value().as_array());
  for (const std::string_view bytes : attachments) packet.attachments.emplace_back(bytes);
  return packet;
}

/// `values` as the other side gets them: written as a packet and read again.
template <typename... T>
arguments over_the_wire(const T&... values) {
  const arguments sent = make_arguments(values...);
  std::string text;
  append_event(text, "/", "e", sent);
  auto packet = decode(text);
  EXPECT_TRUE(packet) << text;
  EXPECT_EQ(packet->attachments, sent.attachments.size());
  arguments received(packet->data->as_array());
  received.values.erase(received.values.begin());
  received.attachments = sent.attachments;
  return received;
}
template <typename T>
void expect_round_trip(const T& value) {
  const arguments received = over_the_wire(value);
  const auto back = decode_arguments<T>(received);
  ASSERT_TRUE(back) << json::serialize(received.values) << ": " << back.error().message();
  EXPECT_EQ(std::get<0>(*back), value) << json::serialize(received.values);
}
template <typename T>
std::string written(const T& value) {
  return json::serialize(make_arguments(value).values);
}

TEST(argument_traits, bring_every_value_to_the_other_side) {
  expect_round_trip(true);
  expect_round_trip(false);
  expect_round_trip<std::int8_t>(-128);
  expect_round_trip<std::uint8_t>(255);
  expect_round_trip<short>(-1);
  expect_round_trip(std::numeric_limits<int>::min());
  expect_round_trip(std::numeric_limits<std::int64_t>::min());
  expect_round_trip(std::numeric_limits<std::int64_t>::max());
  expect_round_trip(std::numeric_limits<std::uint64_t>::max());
  expect_round_trip(std::numeric_limits<unsigned long long>::max());
  expect_round_trip(0.1);
  expect_round_trip(-0.5F);
  expect_round_trip(3.0);
  expect_round_trip(std::numeric_limits<double>::max());
  expect_round_trip(std::string("中文 \"😄\" \0 x", 17));
  expect_round_trip(std::string());
  expect_round_trip(colour::green);
  expect_round_trip(std::optional<int>());
  expect_round_trip(std::optional<int>(4));
  expect_round_trip(std::vector<int>{1, 2, 3});
  expect_round_trip(std::vector<bool>{true, false});
  expect_round_trip(std::vector<std::string>{});
  expect_round_trip(std::vector<std::uint8_t>{1, 255});
  expect_round_trip(std::deque<std::vector<int>>{{}, {1}});
  expect_round_trip(std::set<std::string>{"b", "a"});
  expect_round_trip(std::unordered_set<int>{5, 6});
  expect_round_trip(std::array<int, 2>{7, 8});
  expect_round_trip(std::map<std::string, int>{{"a", 1}, {"", 2}});
  expect_round_trip(std::unordered_map<std::string, std::vector<colour>>{{"x", {colour::red}}});
  expect_round_trip(std::pair<int, std::string>{1, "x"});
  expect_round_trip(std::tuple<int, std::optional<bool>, std::string>{1, std::nullopt, "x"});
  expect_round_trip(std::tuple<int, rest<std::string>>{1, {"x", "y"}});
  expect_round_trip(std::variant<int, double, std::string>("text"));
  expect_round_trip(std::variant<int, double, std::string>(1.5));
  expect_round_trip(std::variant<std::monostate, int>());
  expect_round_trip(author{.name = "anna", .age = 41});
  expect_round_trip(message{.text = "hi", .from = {.name = "anna", .age = {}}, .marks = {colour::blue}, .seen = false});
  expect_round_trip(shape(box{.width = 1, .height = 2}));
  expect_round_trip(point{.x = 3, .y = -4});
  expect_round_trip(std::vector<point>{{.x = 1, .y = 2}});
  expect_round_trip(json::value(nullptr));
  expect_round_trip(json::value{1, "x", {{"a", nullptr}}});
  expect_round_trip(json::array{1, "x"});
  expect_round_trip(json::object{{"a", 1}});
  expect_round_trip(json::string("x"));
}

TEST(argument_traits, write_what_javascript_expects) {
  EXPECT_EQ(written(message{.text = "hi", .from = {.name = "anna", .age = {}}, .marks = {colour::blue}}),
            R"([{"text":"hi","from":{"name":"anna"},"marks":["blue"],"seen":true}])");
  EXPECT_EQ(written(std::optional<int>()), "[null]");
  EXPECT_EQ(written(std::vector<std::optional<int>>{1, std::nullopt}), "[[1,null]]");
  EXPECT_EQ(written(std::map<std::string, std::optional<int>>{{"a", std::nullopt}}), R"([{"a":null}])");
  EXPECT_EQ(written("literal"), R"(["literal"])");
  EXPECT_EQ(written(std::string_view("view")), R"(["view"])");
  const char* text = "pointer";
  EXPECT_EQ(written(text), R"(["pointer"])");
  EXPECT_EQ(written(guarded_count()), R"([{"count":0}])");
  EXPECT_EQ(written(std::variant<std::monostate, int>()), "[null]");
  EXPECT_THROW(static_cast<void>(written(static_cast<colour>(7))), std::invalid_argument);
}

TEST(argument_traits, put_binary_leaves_anywhere) {
  picture cat;
  cat.name = "cat";
  cat.bytes = base::shared_buffer("meow");
  const arguments received = over_the_wire("see", std::vector<picture>{cat, cat}, base::shared_buffer("three"));
  EXPECT_EQ(received.attachments.size(), 3U);
  const auto values = decode_arguments<std::string, std::vector<picture>, base::shared_buffer>(received);
  ASSERT_TRUE(values) << values.error().message();
  const auto& [word, pictures, last] = *values;
  EXPECT_EQ(pictures.at(1).name, "cat");
  EXPECT_EQ(pictures.at(1).bytes.view(), "meow");
  EXPECT_EQ(last.view(), "three");
  // Shared, not copied.
  EXPECT_EQ(static_cast<const void*>(last.view().data()),
            static_cast<const void*>(received.attachments[2].view().data()));
}

TEST(argument_traits, take_a_whole_number_however_it_is_written) {
  EXPECT_EQ(from<int>("7"), 7);
  EXPECT_EQ(from<int>("7.0"), 7);
  EXPECT_EQ(from<int>("7e2"), 700);
  EXPECT_EQ(from<int>("-0.0"), 0);
  EXPECT_EQ(from<unsigned>("4294967295"), 4294967295U);
  EXPECT_EQ(from<std::int64_t>("-9223372036854775808.0"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(from<std::uint64_t>("1.8446744073709550e19"), 18446744073709549568U);
  EXPECT_EQ(from<double>("7"), 7.0);
  EXPECT_EQ(from<float>("18446744073709551615"), 18446744073709551616.0F);
}

TEST(argument_traits, refuse_a_number_that_does_not_fit) {
  EXPECT_EQ(error_of<std::int8_t>("128"), "expected an integer from -128 to 127, got 128");
  EXPECT_EQ(error_of<std::int8_t>("-129"), "expected an integer from -128 to 127, got -129");
  EXPECT_EQ(error_of<unsigned>("-1"), "expected an integer from 0 to 4294967295, got -1");
  EXPECT_EQ(error_of<unsigned>("-1.0"), "expected an integer from 0 to 4294967295, got -1");
  EXPECT_EQ(error_of<std::uint8_t>("1.5"), "expected an integer from 0 to 255, got 1.5");
  EXPECT_EQ(error_of<int>("2147483648"), "expected an integer from -2147483648 to 2147483647, got 2147483648");
  for (const auto* text : {"9223372036854775808", "9223372036854775808.0", "-9223372036854777856.0", "1e300"}) {
    EXPECT_FALSE(from<std::int64_t>(text)) << text;
  }
  for (const auto* text : {"18446744073709551616.0", "-1", "-1e300", "0.5"}) {
    EXPECT_FALSE(from<std::uint64_t>(text)) << text;
  }
  EXPECT_EQ(error_of<float>("1e300"), "expected a number of smaller magnitude, got 1e+300");
  EXPECT_EQ(error_of<float>("3.5e38"), "expected a number of smaller magnitude, got 3.5e+38");
}

TEST(argument_traits, refuse_a_value_of_another_kind) {
  const std::pair<std::string_view, std::string_view> kinds[] = {
      {"null", "null"},      {"true", "a boolean"}, {"1", "a number"},  {"1.5", "a number"},
      {"\"x\"", "a string"}, {"[1]", "an array"},   {"{}", "an object"}};
  for (const auto& [text, kind] : kinds) {
    const auto expect = [&]<typename T>(std::string_view wanted) {
      if (wanted == kind) return;
      EXPECT_EQ(error_of<T>(text), "expected " + std::string(wanted) + ", got " + std::string(kind));
    };
    expect.operator()<bool>("a boolean");
    expect.operator()<double>("a number");
    expect.operator()<std::string>("a string");
    expect.operator()<json::string>("a string");
    expect.operator()<std::vector<int>>("an array");
    expect.operator()<std::array<int, 1>>("an array");
    expect.operator()<std::pair<int, int>>("an array");
    expect.operator()<json::array>("an array");
    expect.operator()<std::map<std::string, int>>("an object");
    expect.operator()<json::object>("an object");
    expect.operator()<guarded_count>("an object");
    expect.operator()<base::shared_buffer>("binary data");
    expect.operator()<std::monostate>("null");
    if (kind != "a number") expect.operator()<int>("an integer");
    if (kind != "a string") expect.operator()<colour>(R"(one of "red", "green", "blue")");
  }
}

TEST(argument_traits, know_binary_data_from_an_object) {
  const arguments packet = packet_of(R"([{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])", {"bytes"});
  EXPECT_EQ(decode_argument<base::shared_buffer>(packet, packet[0])->view(), "bytes");
  EXPECT_EQ(decode_argument<author>(packet, packet[0]).error().message(), "expected an object, got binary data");
  EXPECT_FALSE((decode_argument<std::map<std::string, json::value>>(packet, packet[0])));
  EXPECT_FALSE(decode_argument<json::object>(packet, packet[0]));
  EXPECT_TRUE(decode_argument<json::value>(packet, packet[0]));
  EXPECT_EQ(decode_argument<base::shared_buffer>(packet, packet[1]).error().message(),
            "expected binary data, got an object");
}

TEST(argument_traits, say_where_a_value_does_not_fit) {
  EXPECT_EQ(error_of<std::vector<std::vector<int>>>("[[1],[2,\"x\"]]"),
            "element 2, element 2: expected an integer, got a string");
  EXPECT_EQ((error_of<std::map<std::string, bool>>(R"({"a":true,"b":1})")),
            R"(member "b": expected a boolean, got a number)");
  EXPECT_EQ((error_of<std::array<int, 2>>("[1,2,3]")), "expected an array of 2, got an array of 3");
  EXPECT_EQ((error_of<std::array<int, 2>>("[1,null]")), "element 2: expected an integer, got null");
  EXPECT_EQ((error_of<std::pair<int, bool>>("[1]")), "element 2: expected a boolean, got nothing");
  EXPECT_EQ((error_of<std::tuple<int, rest<int>>>("[1,2,true]")), "element 3: expected an integer, got a boolean");
  EXPECT_EQ(error_of<colour>("\"pink\""), R"(expected one of "red", "green", "blue", got another string)");
  EXPECT_EQ(error_of<message>(R"({"text":"x","from":{"name":"a","age":"b"},"marks":[],"seen":true})"),
            R"(member "from", member "age": expected an integer, got a string)");
  EXPECT_EQ(error_of<message>(R"({"text":"x","from":{"name":"a"},"marks":["red","x"],"seen":true})"),
            R"(member "marks", element 2: expected one of "red", "green", "blue", got another string)");
}

TEST(argument_traits, want_all_members_but_the_optional_ones) {
  EXPECT_EQ(error_of<message>(R"({"text":"x","from":{"name":"a"},"marks":[]})"),
            R"(member "seen": expected a boolean, got nothing)");
  EXPECT_EQ(from<author>(R"({"name":"anna","surplus":{}})"), (author{.name = "anna", .age = {}}));
  EXPECT_EQ(from<author>(R"({"name":"anna","age":null})"), (author{.name = "anna", .age = {}}));
  EXPECT_EQ(error_of<picture>(R"({"age":1})"), R"(member "name": expected a string, got nothing)");
  EXPECT_EQ(from<guarded_count>(R"({"count":2,"secret_":9})")->count, 2);
}

TEST(argument_traits, choose_the_first_alternative_that_looks_right) {
  using number = std::variant<int, double, std::string>;
  EXPECT_EQ(from<number>("1"), number(1));
  EXPECT_EQ(from<number>("1.5"), number(1.5));
  EXPECT_EQ(from<number>("1e10"), number(1e10));
  EXPECT_EQ(from<shape>(R"({"radius":1})"), shape(circle{.radius = 1}));
  EXPECT_EQ(from<shape>(R"({"width":1,"height":2})"), shape(box{.width = 1, .height = 2}));
  EXPECT_EQ((from<std::variant<std::optional<colour>, std::string>>("\"pink\""))->index(), 1U);
  EXPECT_EQ((from<std::variant<std::vector<int>, std::map<std::string, int>>>("{}"))->index(), 1U);
  EXPECT_EQ((from<std::variant<shape, json::value>>("{}"))->index(), 1U);

  EXPECT_EQ((from<std::variant<fixed, int>>("7"))->index(), 1U);

  EXPECT_EQ(error_of<number>("true"), "expected an integer or a number or a string, got a boolean");
  EXPECT_EQ(error_of<shape>("7"), "expected an object, got a number");
  EXPECT_EQ(error_of<shape>(R"({"width":1})"), R"(member "radius": expected a number, got nothing)");
  EXPECT_EQ((error_of<std::variant<bool, box>>(R"({"width":1})")),
            R"(member "height": expected a number, got nothing)");
  // Lists look all the same.
  EXPECT_EQ((error_of<std::variant<std::vector<int>, std::vector<std::string>>>("[\"x\"]")),
            "element 1: expected an integer, got a string");
}

TEST(argument_traits, look_at_each_value_a_few_times_however_deep_it_lies) {
  const auto nested = [](std::string text) {
    // A section in every respect but its title, which comes last.
    for (int depth = 0; depth < 20; ++depth) text = R"({"children":[)" + text + R"(],"title":1})";
    return text;
  };
  leaf::seen = 0;
  EXPECT_TRUE(from<group>(nested("\"leaf\"")));
  EXPECT_EQ(leaf::seen, 2);
  leaf::seen = 0;
  EXPECT_TRUE(error_of<group>(nested("7")).ends_with("element 1: expected an object or a leaf, got a number"));
  EXPECT_EQ(leaf::seen, 1);
}

TEST(argument_traits, ask_the_users_own) {
  EXPECT_EQ(from<fixed>("\"x\"")->value, "x");
  EXPECT_EQ(from<std::optional<fixed>>("\"x\"").value()->value, "x");
  EXPECT_EQ(from<std::vector<fixed>>("[\"x\"]")->at(0).value, "x");
  EXPECT_EQ((std::get<1>(*from<std::tuple<int, fixed>>("[1,\"x\"]")).value), "x");
  EXPECT_EQ(error_of<point>("7"), "expected a point, got a number");
  EXPECT_EQ(error_of<std::vector<point>>("[\"x\"]"), "element 1: expected a point, got a string");
  static_assert(decodable<point> && encodable<point>);
  struct unknown {};
  static_assert(!decodable<unknown> && !encodable<unknown>);
  static_assert(!decodable<std::string_view> && encodable<std::string_view>);
  static_assert(!decodable<char> && !decodable<char8_t> && !decodable<void*> && !encodable<std::byte>);
}

TEST(argument_error, quotes_a_long_name_in_part) {
  std::string name(63, 'x');
  EXPECT_EQ(member_step(name), "member \"" + name + '"');
  EXPECT_EQ(member_step(name + "é"), "member \"" + name + "…\"");
  EXPECT_EQ(member_step(name + "yz"), "member \"" + name + "y…\"");
  EXPECT_EQ(error_of<message>(R"({"text":[]})"), R"(member "text": expected a string, got an array)");
}

}  // namespace
}  // namespace webchats::socketio
