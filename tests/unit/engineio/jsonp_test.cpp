#include "engineio/jsonp.hpp"

#include <gtest/gtest.h>

namespace webchats::engineio {
namespace {

TEST(encode_jsonp, wraps_the_payload_as_a_json_string) {
  EXPECT_EQ(encode_jsonp("0", "6:4hello"), "___eio[0](\"6:4hello\");");
  EXPECT_EQ(encode_jsonp("12", "4\"a\\b\""), "___eio[12](\"4\\\"a\\\\b\\\"\");");
  EXPECT_EQ(encode_jsonp("1", "\n\r\t\x01"), "___eio[1](\"\\n\\r\\t\\u0001\");");
}

TEST(encode_jsonp, escapes_the_line_ends_of_older_javascript) {
  EXPECT_EQ(encode_jsonp("0",
                         "a\xE2\x80\xA8"
                         "b\xE2\x80\xA9\xE2\x80\xAA"),
            "___eio[0](\"a\\u2028b\\u2029\xE2\x80\xAA\");");
}

TEST(decode_jsonp_form, takes_the_field_d) {
  EXPECT_EQ(decode_jsonp_form("d=6%3A4hello").value(), "6:4hello");
  EXPECT_EQ(decode_jsonp_form("x=1&d=4a+b").value(), "4a b");
  EXPECT_EQ(decode_jsonp_form("d=").value(), "");
  EXPECT_EQ(decode_jsonp_form("").error().what, codec_failure::bad_form);
  EXPECT_EQ(decode_jsonp_form("dd=1").error().what, codec_failure::bad_form);
}

TEST(decode_jsonp_form, undoes_the_clients_escaping_of_newlines) {
  EXPECT_EQ(decode_jsonp_form("d=a%5Cnb").value(), "a\nb");
  EXPECT_EQ(decode_jsonp_form("d=a%5C%5Cnb").value(), "a\\nb");
  EXPECT_EQ(decode_jsonp_form("d=a%5C%5Cb").value(), "a\\\\b");
  EXPECT_EQ(decode_jsonp_form("d=%5Cn%5C").value(), "\n\\");
}

TEST(jsonp_callback, keeps_a_bounded_number_of_digits) {
  EXPECT_EQ(jsonp_callback("0"), "0");
  EXPECT_EQ(jsonp_callback("1];alert(2)//"), "12");
  EXPECT_EQ(jsonp_callback("12345678901234"), "123456789");
  EXPECT_EQ(jsonp_callback(""), "");
}

}  // namespace
}  // namespace webchats::engineio
