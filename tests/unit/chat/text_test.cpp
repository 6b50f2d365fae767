#include "chat/text.hpp"

#include <gtest/gtest.h>

namespace webchats::chat {

namespace {

const limits bounds;

TEST(code_points, are_counted_not_bytes_nor_utf16_units) {
  EXPECT_EQ(count_code_points(""), 0);
  EXPECT_EQ(count_code_points("aé中😄"), 4);
}

TEST(code_points, of_broken_utf8_and_nul_are_refused) {
  for (const std::string_view broken : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80",
                                        "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                                        "\xFF", "\xC3", "\xE4\xB8", "\xF0\x9F\x98", "a\xC3(", "\xE4\xB8("}) {
    EXPECT_FALSE(count_code_points(broken)) << testing::PrintToString(broken);
  }
  EXPECT_FALSE(count_code_points(std::string_view("a\0b", 3)));
}

TEST(code_points, survive_decoding_and_encoding) {
  for (const char32_t point :
       {U'\x1', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xD7FF', U'\xE000', U'\xFFFF', U'\x10000', U'\x10FFFF'}) {
    std::string text;
    append_code_point(text, point);
    std::size_t at = 0;
    EXPECT_EQ(next_code_point(text, at), point);
    EXPECT_EQ(at, text.size());
  }
}

TEST(code_points, are_cut_off_whole) {
  EXPECT_EQ(beginning_of("你好吗", 2), "你好");
  EXPECT_EQ(beginning_of("你好吗", 3), "你好吗");
  EXPECT_EQ(beginning_of("a😄b", 9), "a😄b");
  EXPECT_EQ(beginning_of("a", 0), "");
  EXPECT_EQ(beginning_of("ab\xE4\xBD", 9), "ab");
}

TEST(white_space, of_every_kind_goes_at_both_ends_and_stays_inside) {
  EXPECT_EQ(trimmed(" \t\r\n\v\f　\u00A0你 好\u2003　\r\n"), "你 好");
  EXPECT_EQ(trimmed("好"), "好");
  EXPECT_EQ(trimmed(" 　 "), "");
  EXPECT_EQ(trimmed(""), "");
  // Bytes that are no UTF-8 stay as they are.
  EXPECT_EQ(trimmed(" \x80\x80 "), "\x80\x80");
  EXPECT_EQ(trimmed("a\xE3\x80"), "a\xE3\x80");
}

TEST(message_text, may_be_as_long_as_the_limit_in_code_points) {
  std::string text;
  for (std::size_t i = 0; i < bounds.text_code_points; ++i) text += "中";
  EXPECT_FALSE(check_message(text, 0, bounds));
  EXPECT_EQ(check_message(text + "x", 0, bounds), (invalid{field::text, rule::too_long, 4'000}));
}

TEST(message_text, may_not_hold_more_bytes_than_the_limit) {
  limits tight;
  tight.text_bytes = 8;
  EXPECT_FALSE(check_message("12345678", 0, tight));
  EXPECT_EQ(check_message("123456789", 0, tight)->rule, rule::too_long);
}

TEST(message_text, must_show_something_unless_there_is_an_image) {
  for (const std::string_view blank : {"", " \t\r\n", "\u3000\u00A0", "\u200B\u200D\uFEFF", "\u202E\u2066"}) {
    EXPECT_EQ(check_message(blank, 0, bounds), (invalid{field::text, rule::required})) << testing::PrintToString(blank);
    EXPECT_FALSE(check_message(blank, 1, bounds));
  }
}

TEST(message_text, with_broken_utf8_or_nul_is_refused) {
  EXPECT_EQ(check_message("\xED\xA0\x80", 0, bounds), (invalid{field::text, rule::encoding}));
  EXPECT_EQ(check_message(std::string_view("a\0", 2), 1, bounds), (invalid{field::text, rule::encoding}));
}

TEST(message_text, has_a_bounded_number_of_images) {
  EXPECT_FALSE(check_message("", bounds.attachments_per_message, bounds));
  EXPECT_EQ(check_message("", bounds.attachments_per_message + 1, bounds)->field, field::attachments);
}

TEST(name, loses_controls_bidi_zero_width_tags_and_selectors) {
  EXPECT_EQ(clean_name("a\u202Eb\u2066c\u200Bd\uFEFFe"), "abcde");
  EXPECT_EQ(clean_name("a\U000E0041b\uFE0Fc\u00ADd"), "abcd");
  EXPECT_EQ(clean_name("a\x01\x7F\u0085b"), "a b");
}

TEST(name, is_trimmed_and_its_spaces_are_joined) {
  EXPECT_EQ(clean_name("  大\u3000 白 \n"), "大 白");
  EXPECT_EQ(clean_name(" \u200B "), "");
}

TEST(name, keeps_a_few_combining_marks_but_no_pile) {
  EXPECT_EQ(clean_name("e\u0301"), "e\u0301");
  std::string pile = "e";
  for (int i = 0; i < 50; ++i) pile += "\u0301";
  EXPECT_EQ(count_code_points(clean_name(pile)), 9);
}

TEST(name, has_one_to_sixty_four_code_points) {
  EXPECT_EQ(checked_name("李", 64).value(), "李");
  EXPECT_EQ(checked_name(std::string(64, 'x'), 64).value().size(), 64);
  EXPECT_EQ(checked_name(std::string(65, 'x'), 64).error(), refusal(invalid{field::name, rule::too_long, 64}));
  EXPECT_EQ(checked_name(" \u200B", 64).error(), refusal(invalid{field::name, rule::required}));
  EXPECT_EQ(checked_name("\xFF", 64).error(), refusal(invalid{field::name, rule::encoding}));
}

TEST(email, is_trimmed_and_lowered) { EXPECT_EQ(normalise_email(" \tAnna@Example.ORG\n"), "anna@example.org"); }

TEST(email, of_the_usual_forms_is_accepted) {
  for (const std::string_view good : {"a@x.io", "a.b+c_d@mail.example.org", "1@2.cn", "o'neil@x-y.de", "a@localhost"}) {
    EXPECT_FALSE(check_email(good, bounds)) << good;
  }
}

TEST(email, that_is_none_is_refused) {
  for (const std::string_view bad :
       {"a", "@x.io", "a@", "a@@x.io", "a b@x.io", "a@x..io", ".a@x.io", "a.@x.io", "a..b@x.io", "a@-x.io", "a@x-.io",
        "a@x.io.", "a@x_y.io", "中@x.io", "a@中.io", "a\n@x.io", "<a@x.io>", "robot@bots.invalid"}) {
    EXPECT_EQ(check_email(bad, bounds), (invalid{field::email, rule::format})) << bad;
  }
  EXPECT_EQ(check_email("", bounds), (invalid{field::email, rule::required}));
}

TEST(email, is_at_most_one_hundred_characters) {
  const std::string host = "@" + std::string(50, 'h') + ".org";
  EXPECT_FALSE(check_email(std::string(45, 'a') + host, bounds));
  EXPECT_EQ(check_email(std::string(46, 'a') + host, bounds), (invalid{field::email, rule::too_long, 100}));
  EXPECT_EQ(check_email(std::string(96, 'a') + "@x.io", bounds), (invalid{field::email, rule::too_long, 100}));
}

TEST(avatar, is_empty_a_path_or_an_http_url) {
  for (const std::string_view good :
       {"", "/files/a.webp", "//s3.qiufengh.com/avatar/75.jpeg", "https://x.io/a.png?b=c", "http://x.io:8080/a"}) {
    EXPECT_FALSE(check_avatar(good, bounds)) << good;
  }
  for (const std::string_view bad : {"javascript:alert(1)", "data:image/png;base64,AA", "a.png", "https://", "//",
                                     "http:///x", "/a b", "/a\"onerror=x", "/a<b", "//-x/", "ftp://x.io/a", "/\x01"}) {
    EXPECT_EQ(check_avatar(bad, bounds), (invalid{field::avatar, rule::format})) << bad;
  }
  EXPECT_EQ(check_avatar("/" + std::string(255, 'x'), bounds), (invalid{field::avatar, rule::too_long, 255}));
}

TEST(client_id, is_one_to_sixty_four_printable_characters) {
  EXPECT_FALSE(check_client_id(std::string(64, 'x'), bounds));
  EXPECT_EQ(check_client_id("", bounds)->rule, rule::required);
  EXPECT_EQ(check_client_id(std::string(65, 'x'), bounds)->rule, rule::too_long);
  EXPECT_EQ(check_client_id("a b", bounds)->rule, rule::format);
  EXPECT_EQ(check_client_id("中", bounds)->rule, rule::format);
}

}  // namespace

}  // namespace webchats::chat
