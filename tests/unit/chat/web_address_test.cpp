#include "chat/web_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace webchats::chat {
namespace {

std::string link_in(std::string_view text) { return std::string(first_link(text).value_or("")); }

TEST(first_link, is_what_the_page_shows_as_a_link) {
  EXPECT_EQ(link_in("see https://a.example/b?c=d#e now"), "https://a.example/b?c=d#e");
  EXPECT_EQ(link_in("HTTP://A.example"), "HTTP://A.example");
  EXPECT_EQ(link_in("看https://a.cn/b，很好"), "https://a.cn/b");
  EXPECT_EQ(link_in("(https://a.example/x_(y)), https://b.example"), "https://a.example/x_(y)");
  EXPECT_EQ(link_in("[text](https://a.example/b)"), "https://a.example/b");
  EXPECT_EQ(link_in("https://a.example/b!?"), "https://a.example/b");
  EXPECT_EQ(link_in("http://wiki:8080/page"), "http://wiki:8080/page");
  EXPECT_EQ(link_in("https://é.example/è"), "https://é.example/è");
  EXPECT_EQ(link_in("http:// https://two.example"), "https://two.example");
  EXPECT_EQ(link_in("a\nb https://c.example\nhttps://d.example"), "https://c.example");
}

TEST(first_link, is_none_where_there_is_none) {
  for (const char* text : {"", "no", "xhttps://a.example", "www.a.example", "ftp://a.example", "https://", "https://…",
                           "https:// a", "javascript:https:", "http://user:pw@a.example/", "https://[x]/"}) {
    EXPECT_EQ(link_in(text), "") << text;
  }
}

TEST(first_link, is_not_in_code) {
  EXPECT_EQ(link_in("`https://a.example` https://b.example"), "https://b.example");
  EXPECT_EQ(link_in("``x ` https://a.example`` no"), "");
  EXPECT_EQ(link_in("` https://a.example"), "https://a.example");
  EXPECT_EQ(link_in("```\nhttps://a.example\n```\nhttps://b.example"), "https://b.example");
  EXPECT_EQ(link_in("~~~~ sh\n~~~\nhttps://a.example\n~~~~~\nno"), "");
  EXPECT_EQ(link_in("```\nhttps://a.example"), "https://a.example");  // nothing closes it: the page shows text
}

TEST(first_link, takes_a_time_that_grows_with_the_text) {
  std::string quotes = "://";
  while (quotes.size() < 16'000) quotes += "`x``";
  EXPECT_EQ(link_in(quotes), "");
  std::string fences = "://\n";
  while (fences.size() < 16'000) fences += "```\n~~~~\n`````\n";
  EXPECT_EQ(link_in(fences), "");
}

TEST(askable_url, has_its_host_in_ascii_and_nothing_that_a_url_cannot_hold) {
  EXPECT_EQ(askable_url("https://a.example"), "https://a.example/");
  EXPECT_EQ(askable_url("HTTPS://A.Example?q=1#top"), "https://a.example/?q=1");
  EXPECT_EQ(askable_url("http://例子.中国/路?a=b c"), "http://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF?a=b%20c");
  EXPECT_EQ(askable_url("http://a.example:8080/%41%zz|"), "http://a.example:8080/%41%25zz%7C");
  EXPECT_EQ(askable_url("http://a.example./x"), "http://a.example/x");
  EXPECT_EQ(askable_url("http://127。0。0。1/"), "http://127.0.0.1/");
  EXPECT_EQ(askable_url("http://[::FFFF:1.2.3.4]:80/"), "http://[::ffff:1.2.3.4]:80/");
  EXPECT_EQ(host_of("http://[::1]:80/"), "[::1]");
  EXPECT_EQ(host_of("http://a.example:8080/x"), "a.example");
}

TEST(askable_url, is_none_of_what_is_no_address_of_the_web) {
  for (const char* link : {"", "a.example", "ftp://a.example/", "http://", "http:///x", "http://u@a.example/",
                           "http://u:p@a.example/", "http://a.example:x/", "http://a.example:123456/", "http://a b/",
                           "http://a\\b/", "http://.a/", "http://a..b/", "http://[::1/", "http://[]/", "http://%41/"}) {
    EXPECT_FALSE(askable_url(link)) << link;
  }
  EXPECT_FALSE(askable_url("http://a.example/" + std::string(2'048, 'x')));
  EXPECT_FALSE(ascii_host(std::string(300, 'x')));
}

}  // namespace
}  // namespace webchats::chat
