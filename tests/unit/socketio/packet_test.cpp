#include "socketio/packet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <boost/json/serialize.hpp>

namespace webchats::socketio {
namespace {

/// The decoded packet, or the refusal, on one line.
std::string verdict(std::string_view text, const decode_limits& limits = {}) {
  const auto decoded = decode(text, limits);
  if (!decoded) return "refused: " + std::string(to_string(decoded.error().error));
  constexpr std::string_view names[] = {"connect", "disconnect", "event", "ack", "connect_error"};
  std::string line(names[static_cast<std::size_t>(decoded->type)]);
  line.append(" ").append(decoded->nsp);
  if (decoded->attachments > 0) line += " +" + std::to_string(decoded->attachments);
  if (decoded->id) line += " #" + std::to_string(*decoded->id);
  if (decoded->data) line += " " + boost::json::serialize(*decoded->data);
  return line;
}

struct decode_case {
  std::string_view text;
  std::string_view expected;
};

std::ostream& operator<<(std::ostream& out, const decode_case& c) { return out << c.text; }

class decode_table : public testing::TestWithParam<decode_case> {};

TEST_P(decode_table, gives_the_verdict_of_the_protocol) { EXPECT_EQ(verdict(GetParam().text), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(
    accepted, decode_table,
    testing::ValuesIn<decode_case>({
        {"0", "connect /"},
        {"0{}", "connect / {}"},
        {R"(0{"a":1})", R"(connect / {"a":1})"},
        {"0/admin", "connect /admin"},
        {"0/admin,", "connect /admin"},
        {R"(0/admin,{"token":"x"})", R"(connect /admin {"token":"x"})"},
        {"0/adm?foo=bar?z=2,", "connect /adm?foo=bar?z=2"},
        {"0/adm?x=1", "connect /adm?x=1"},
        {"1", "disconnect /"},
        {"1/a,", "disconnect /a"},
        {"1/a", "disconnect /a"},
        {R"(2["a"])", R"(event / ["a"])"},
        {R"(2[ "a" , 1 ])", R"(event / ["a",1])"},
        {"2[1]", "event / [1]"},
        {R"(2[""])", R"(event / [""])"},
        {R"(212["a"])", R"(event / #12 ["a"])"},
        {R"(20["a"])", R"(event / #0 ["a"])"},
        {R"(2007["a"])", R"(event / #7 ["a"])"},
        {R"(2/a,12["a"])", R"(event /a #12 ["a"])"},
        {R"(2 ["a"])", R"(event / ["a"])"},
        {R"(29007199254740991["a"])", R"(event / #9007199254740991 ["a"])"},
        {"31[]", "ack / #1 []"},
        {"3[]", "ack / []"},
        {"2", "event /"},
        {"34", "ack / #4"},
        {R"(4"x")", R"(connect_error / "x")"},
        {"4{}", "connect_error / {}"},
        {R"(51-["a",{"_placeholder":true,"num":0}])", R"(event / +1 ["a",{"_placeholder":true,"num":0}])"},
        {R"(51-0["e",{"_placeholder":true,"num":0}])", R"(event / +1 #0 ["e",{"_placeholder":true,"num":0}])"},
        {R"(52-/a,7["e",[{"num":1,"_placeholder":true}],{"_placeholder":true,"num":0}])",
         R"(event /a +2 #7 ["e",[{"_placeholder":true,"num":1}],{"_placeholder":true,"num":0}])"},
        {R"(51-["e"])", R"(event / +1 ["e"])"},
        {R"(510-["e"])", R"(event / +10 ["e"])"},
        {R"(61-3[{"_placeholder":true,"num":0}])", R"(ack / +1 #3 [{"_placeholder":true,"num":0}])"},
        {R"(2["a",{"_placeholder":true,"num":9}])", R"(event / ["a",{"_placeholder":true,"num":9}])"},
        {R"(51-["a",{"_placeholder":false,"num":9}])", R"(event / +1 ["a",{"_placeholder":false,"num":9}])"},
        {R"(2["a","\ud83d\ude00"])", "event / [\"a\",\"\xF0\x9F\x98\x80\"]"},
        {R"(2["a","\ud83d"])", "event / [\"a\",\"\xEF\xBF\xBD\"]"},
    }));

INSTANTIATE_TEST_SUITE_P(
    refused, decode_table,
    testing::ValuesIn<decode_case>({
        {"", "refused: empty packet"},
        {"7", "refused: unknown packet type"},
        {"9", "refused: unknown packet type"},
        {"a", "refused: unknown packet type"},
        {"abc", "refused: unknown packet type"},
        {"0[]", "refused: invalid payload"},
        {R"(0"x")", "refused: invalid payload"},
        {"0null", "refused: invalid payload"},
        {"1{}", "refused: invalid payload"},
        {"1[]", "refused: invalid payload"},
        {"2{}", "refused: invalid payload"},
        {"2[]", "refused: invalid payload"},
        {"2[null]", "refused: invalid payload"},
        {"2[true]", "refused: invalid payload"},
        {R"(2[{"toString":"foo"}])", "refused: invalid payload"},
        {R"(2[["a"]])", "refused: invalid payload"},
        {R"("a")", "refused: unknown packet type"},
        {R"(2["connect"])", "refused: reserved event name"},
        {R"(2["connect_error"])", "refused: reserved event name"},
        {R"(2["disconnect"])", "refused: reserved event name"},
        {R"(2["disconnecting"])", "refused: reserved event name"},
        {R"(2["newListener"])", "refused: reserved event name"},
        {R"(2["removeListener",1])", "refused: reserved event name"},
        {R"(51-["disconnect",{"_placeholder":true,"num":0}])", "refused: reserved event name"},
        {R"(2-1["a"])", "refused: illegal JSON"},
        {R"(21.5["a"])", "refused: illegal JSON"},
        {R"(2abc["a"])", "refused: illegal JSON"},
        {R"(2["a"]x)", "refused: illegal JSON"},
        {R"(2["a"] ["b"])", "refused: illegal JSON"},
        {R"(2["a")", "refused: illegal JSON"},
        {"2[\"a\x01\"]", "refused: illegal JSON"},
        {"31{}", "refused: invalid payload"},
        {R"(3"x")", "refused: invalid payload"},
        {"4[]", "refused: invalid payload"},
        {"41", "connect_error / #1"},
        {R"(5["a"])", "refused: illegal attachments"},
        {R"(5-["a"])", "refused: illegal attachments"},
        {R"(50-["a"])", "refused: illegal attachments"},
        {R"(60-1["a"])", "refused: illegal attachments"},
        {R"(51["a"])", "refused: illegal attachments"},
        {R"(51.5-["a"])", "refused: illegal attachments"},
        {R"(5 1-["a"])", "refused: illegal attachments"},
        {R"(5-1-["a"])", "refused: illegal attachments"},
        {"51", "refused: illegal attachments"},
        {"51-", "refused: invalid payload"},
        {R"(511-["a"])", "refused: too many attachments"},
        {R"(599999999999999999999-["a"])", "refused: too many attachments"},
        {R"(51-["a",{"_placeholder":true,"num":1}])", "refused: placeholder without attachment"},
        {R"(51-["a",{"_placeholder":true,"num":-1}])", "refused: placeholder without attachment"},
        {R"(51-["a",{"_placeholder":true,"num":0.5}])", "refused: placeholder without attachment"},
        {R"(51-["a",{"_placeholder":true,"num":"0"}])", "refused: placeholder without attachment"},
        {R"(51-["a",{"_placeholder":true,"num":"splice"}])", "refused: placeholder without attachment"},
        {R"(51-["a",{"_placeholder":true,"num":18446744073709551615}])", "refused: placeholder without attachment"},
        {R"(51-["a",{"_placeholder":true}])", "refused: placeholder without attachment"},
        {R"(51-["a",{"x":[{"_placeholder":true,"num":1}]}])", "refused: placeholder without attachment"},
        {R"(29007199254740992["a"])", "refused: illegal id"},
        {R"(200000000000000000["a"])", "refused: illegal id"},
        {R"(2/a["x"])", "refused: illegal namespace"},
        {R"(2/a["x","y"])", "refused: illegal namespace"},
        {R"(0/a{"t":1})", "refused: illegal namespace"},
    }));

TEST(decode, bounds_the_nesting_of_json) {
  const auto nested = [](std::size_t depth) {
    return "2[\"a\"," + std::string(depth, '[') + std::string(depth, ']') + "]";
  };
  EXPECT_EQ(verdict(nested(3), {.max_json_depth = 4}), R"(event / ["a",[[[]]]])");
  EXPECT_EQ(verdict(nested(4), {.max_json_depth = 4}), "refused: JSON nested too deeply");
  EXPECT_EQ(verdict(nested(500'000)), "refused: JSON nested too deeply");
}

TEST(decode, bounds_the_namespace_of_events) {
  EXPECT_THAT(verdict("2/" + std::string(254, 'a') + ",[\"x\"]"), testing::StartsWith("event /aaa"));
  EXPECT_EQ(verdict("2/" + std::string(255, 'a') + ",[\"x\"]"), "refused: illegal namespace");
}

TEST(decode, follows_the_limit_of_attachments) {
  EXPECT_EQ(verdict(R"(53-["a"])", {.max_attachments = 2}), "refused: too many attachments");
  EXPECT_EQ(verdict(R"(511-["a"])", {.max_attachments = 20}), R"(event / +11 ["a"])");
}

TEST(decode, tells_the_byte_of_a_refusal) {
  EXPECT_EQ(decode("5x-[]").error().at, 1u);
  EXPECT_EQ(decode(R"(2/a["x"])").error().at, 1u);
  EXPECT_EQ(decode(R"(212{})").error().at, 3u);
}

TEST(settle_placeholders, reduces_a_leaf_to_its_two_members) {
  boost::json::value data = boost::json::array{{{"_placeholder", true}, {"num", 0}, {"extra", 1}}};
  ASSERT_TRUE(settle_placeholders(data, 1));
  EXPECT_EQ(boost::json::serialize(data), R"([{"_placeholder":true,"num":0}])");
}

}  // namespace
}  // namespace webchats::socketio
