#include "socketio/json_text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

namespace webchats::socketio {
namespace {

namespace json = boost::json;

std::string written(const json::value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

/// The text after a parse and a write.
std::string again(std::string_view text) {
  const auto parsed = parse_json(text, 32);
  return parsed ? written(*parsed) : "refused";
}

TEST(append_json, writes_numbers_as_javascript_does) {
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(-0.0), "0");
  EXPECT_EQ(written(1.0), "1");
  EXPECT_EQ(written(-1.5), "-1.5");
  EXPECT_EQ(written(0.1), "0.1");
  EXPECT_EQ(written(100.0), "100");
  EXPECT_EQ(written(123456.789), "123456.789");
  EXPECT_EQ(written(1e20), "100000000000000000000");
  EXPECT_EQ(written(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(written(1e21), "1e+21");
  EXPECT_EQ(written(1.5e300), "1.5e+300");
  EXPECT_EQ(written(0.000001), "0.000001");
  EXPECT_EQ(written(0.0000015), "0.0000015");
  EXPECT_EQ(written(1e-7), "1e-7");
  EXPECT_EQ(written(1.25e-9), "1.25e-9");
  EXPECT_EQ(written(5e-324), "5e-324");
  EXPECT_EQ(written(1.7976931348623157e308), "1.7976931348623157e+308");
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(written(-std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(append_json, escapes_only_what_must_be) {
  EXPECT_EQ(written("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(written("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(written(json::string("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(written("大白 😀 \u2028"), "\"大白 😀 \u2028\"");
  EXPECT_EQ(written(""), "\"\"");
}

TEST(append_json, finds_an_escape_at_any_place) {
  for (std::size_t size = 1; size < 50; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      text[at] = '"';
      std::string expected = '"' + text + '"';
      expected.insert(at + 1, 1, '\\');
      EXPECT_EQ(written(json::value(text)), expected);
    }
  }
}

TEST(append_json, writes_containers_without_spaces_in_their_order) {
  EXPECT_EQ(written(json::array{}), "[]");
  EXPECT_EQ(written(json::object{}), "{}");
  EXPECT_EQ(written(json::array{1, "2", json::object{{"b", json::array{true, nullptr}}, {"a", false}}}),
            R"([1,"2",{"b":[true,null],"a":false}])");
  EXPECT_EQ(written(json::object{{"a\n", 1}}), R"({"a\n":1})");
}

TEST(parse_json, accepts_exactly_one_text) {
  EXPECT_EQ(again(R"( {"a" : [1, 2.50, -3e2, "x", true, false, null]} )"), R"({"a":[1,2.5,-300,"x",true,false,null]})");
  for (const std::string_view wrong : {"", " ", "[1,]", "{,}", "01", "+1", ".5", "1.", "'a'", "nul", "[1] x", "[1][2]",
                                       "\"a", "{\"a\":1,}", "{a:1}", "NaN", "Infinity", "/**/1", "\xEF\xBB\xBF[]"}) {
    EXPECT_EQ(again(wrong), "refused") << wrong;
  }
}

TEST(parse_json, refuses_text_that_is_not_utf8) {
  EXPECT_EQ(again("[\"\xFF\"]"), "refused");
  EXPECT_EQ(again("[\"\xED\xA0\x80\"]"), "refused");
}

TEST(parse_json, replaces_half_of_a_surrogate_pair) {
  EXPECT_EQ(again(R"(["\ud83d\ude00"])"), "[\"😀\"]");
  EXPECT_EQ(again(R"(["\ud83d"])"), "[\"\uFFFD\"]");
  EXPECT_EQ(again(R"(["\ude00x"])"), "[\"\uFFFDx\"]");
  EXPECT_EQ(again(R"(["\ud83d\ud83d\ude00"])"), "[\"\uFFFD😀\"]");
  EXPECT_EQ(again(R"(["\\ud83d"])"), R"(["\\ud83d"])");
  EXPECT_EQ(again(R"(["\u00e9\u0000"])"), "[\"é\\u0000\"]");
  EXPECT_EQ(again(R"(["\u12"])"), "refused");
  EXPECT_EQ(again("\"\\u"), "refused");
}

TEST(parse_json, reads_numbers_exactly) {
  for (const std::string_view number :
       {"0.1", "0.30000000000000004", "1.7976931348623157e+308", "2.2250738585072014e-308", "5e-324",
        "123456.7891234567", "9007199254740993", "18446744073709551615", "1.2345678901234566e+25",
        "100000000000000000000", "3.141592653589793", "0.000001", "8.41e+21", "9.5367431640625e-7", "-7.038531e-26"}) {
    EXPECT_EQ(again(number), number);
  }
  EXPECT_EQ(again("18446744073709551616"), "18446744073709552000");
  EXPECT_EQ(again("1e-400"), "0");
  EXPECT_EQ(again("[1.50,1E2,-0.0,-0]"), "[1.5,100,0,0]");
  EXPECT_EQ(again("1e400"), "refused");
  EXPECT_EQ(again("-1e400"), "refused");
  EXPECT_EQ(again("1e99999999999"), "refused");
}

TEST(parse_json, keeps_the_last_of_equal_names) { EXPECT_EQ(again(R"({"a":1,"a":2})"), R"({"a":2})"); }

TEST(parse_json, reads_plain_lists_as_any_other_text) {
  const std::string long_text(70, 'x');
  for (const std::string& list : std::vector<std::string>{R"(["echo","hello"])",
                                                          R"(["a",1,-1,true,false,null])",
                                                          "[1]",
                                                          "[-12345678901234567]",
                                                          "[123456789012345678]",
                                                          "[1234567890123456789]",
                                                          "[18446744073709551615]",
                                                          "[0]",
                                                          "[-0]",
                                                          "[01]",
                                                          "[1.5]",
                                                          "[1e3]",
                                                          "[-]",
                                                          "[]",
                                                          "[",
                                                          "[,]",
                                                          "[1,]",
                                                          "[1",
                                                          "[1]]",
                                                          "[1] ",
                                                          R"(["a)",
                                                          R"(["a"b])",
                                                          R"(["a\n"])",
                                                          "[\"a\nb\"]",
                                                          "[\"\xc3\xa4\"]",
                                                          "[\"\xff\"]",
                                                          "[\"\x7f\"]",
                                                          "[tru]",
                                                          "[truey]",
                                                          "[null1]",
                                                          R"(["a",[1],{"b":2}])",
                                                          "[\"" + long_text + "\"]",
                                                          "[\"" + long_text + "\xc3\xa4\"]",
                                                          "[\"" + long_text + "\x01\"]"}) {
    const auto quick = parse_json(list, 32);
    const auto slow = parse_json(" " + list, 32);  // a space is none of a plain list
    ASSERT_EQ(quick.has_value(), slow.has_value()) << list;
    if (!quick) continue;
    EXPECT_EQ(*quick, *slow) << list;
    for (std::size_t i = 0; i < quick->as_array().size(); ++i) {
      EXPECT_EQ(quick->at(i).kind(), slow->at(i).kind()) << list;
    }
  }
  EXPECT_EQ(parse_json("[1]", 0).error(), json_error::too_deep);
}

TEST(parse_json, tells_too_deep_from_wrong) {
  EXPECT_EQ(parse_json("[[[]]]", 2).error(), json_error::too_deep);
  EXPECT_EQ(parse_json("[[", 2).error(), json_error::syntax);
}

}  // namespace
}  // namespace webchats::socketio
