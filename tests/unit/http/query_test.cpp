#include "http/query.hpp"

#include <gtest/gtest.h>

#include "http/path.hpp"

namespace webchats::http {
namespace {

TEST(query, the_last_value_of_a_name_counts) {
  EXPECT_EQ(query_value("EIO=3&x=1&EIO=4", "EIO"), "4");
  EXPECT_EQ(query_value("a=1&a", "a"), "");
  EXPECT_EQ(query_value("a=1&b=2", "c"), std::nullopt);
  EXPECT_EQ(query_value("", "a"), std::nullopt);
  EXPECT_EQ(query_value("aa=1", "a"), std::nullopt);
}

TEST(query, names_and_values_are_decoded) {
  EXPECT_EQ(query_value("q=a%20b+c%2B", "q"), "a b c+");
  EXPECT_EQ(query_value("%61pi=1", "api"), "1");
  EXPECT_EQ(query_value("q=a=b", "q"), "a=b");
  EXPECT_EQ(query_value("q=%E4%BD%A0", "q"), "你");
}

TEST(query, a_broken_escape_stays_as_it_is) {
  EXPECT_EQ(query_value("q=100%", "q"), "100%");
  EXPECT_EQ(query_value("q=%zz%4", "q"), "%zz%4");
}

TEST(form_fields, keep_their_order_and_are_bounded) {
  EXPECT_EQ(parse_form("a=1&&b=2&a=3&c"), (form_fields{{"a", "1"}, {"b", "2"}, {"a", "3"}, {"c", ""}}));
  EXPECT_EQ(parse_form("a&b&c&d", 2).size(), 2U);
}

TEST(percent_encoding, is_undone_by_decoding) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(percent_decode(percent_encode(all), plus_sign::space), all);
  EXPECT_EQ(percent_encode("a b/ü~"), "a%20b%2F%C3%BC~");
  EXPECT_EQ(percent_decode("a%2", plus_sign::literal), std::nullopt);
  EXPECT_EQ(percent_decode("a+b", plus_sign::literal), "a+b");
}

TEST(path, is_decoded_once_and_keeps_a_slash_at_the_end) {
  EXPECT_EQ(normalise_path("/"), "/");
  EXPECT_EQ(normalise_path("/socket.io/"), "/socket.io/");
  EXPECT_EQ(normalise_path("/a%20b/%E4%BD%A0"), "/a b/你");
  EXPECT_EQ(normalise_path("/%252e%252e/x"), "/%2e%2e/x");
  EXPECT_EQ(normalise_path("/..."), "/...");
  EXPECT_EQ(normalise_path("/.well-known/x"), "/.well-known/x");
}

TEST(path, refuses_what_climbs_or_hides) {
  for (const char* raw : {"/..", "/../", "/a/..", "/a/../b", "/.", "/a/./b", "//", "//a", "/a//b", "/%2e%2e",
                          "/%2e%2e%2fx", "/..%5cx", "/a%2fb", "/a\\b", "/a%5Cb"}) {
    EXPECT_EQ(normalise_path(raw), std::unexpected(path_error::forbidden)) << raw;
  }
  for (const char* raw : {"", "a", "*", "/%", "/%0", "/%gg", "/%00", "/%0a", "/%7f", "/%ff", "/%c0%af", "/%ed%a0%80"}) {
    EXPECT_EQ(normalise_path(raw), std::unexpected(path_error::malformed)) << raw;
  }
}

}  // namespace
}  // namespace webchats::http
