#include "api/json/writer.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace webchats::api {
namespace {

TEST(json_writer, sets_commas_between_values_and_members) {
  json_writer out;
  out.open_object().key("a").number(1).key("b").open_array().number(2).string("x").null().boolean(true);
  out.open_object().close_object().open_array().close_array().close_array().key("c").raw("{}").close_object();
  EXPECT_EQ(out.view(), R"({"a":1,"b":[2,"x",null,true,{},[]],"c":{}})");
}

TEST(json_writer, writes_the_extremes_of_numbers) {
  json_writer out;
  out.open_array().number(std::numeric_limits<std::int64_t>::min()).number(std::numeric_limits<std::uint64_t>::max());
  out.number(0).close_array();
  EXPECT_EQ(out.view(), "[-9223372036854775808,18446744073709551615,0]");
}

TEST(json_writer, escapes_what_json_stringify_escapes_and_nothing_else) {
  std::string out;
  append_json_string(out, "q\" b\\ \b\f\n\r\t \x01\x1f / \x7f é中😄 \u2028");
  EXPECT_EQ(out, "\"q\\\" b\\\\ \\b\\f\\n\\r\\t \\u0001\\u001f / \x7f é中😄 \u2028\"");
}

TEST(json_writer, is_read_back_as_the_same_text_for_every_byte_below128) {
  std::string text;
  for (char byte = 0; byte >= 0 && byte < 127; ++byte) text.push_back(byte);
  std::string out;
  append_json_string(out, text);
  EXPECT_EQ(boost::json::parse(out).as_string(), text);
}

}  // namespace
}  // namespace webchats::api
