#include "delivery/page_head.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/for_each_split.hpp"

namespace webchats::delivery {
namespace {

struct read_head {
  page_head found;
  page_head_scanner::wants wants = page_head_scanner::wants::more;
};

read_head scan(std::span<const std::string_view> pieces) {
  page_head_scanner scanner;
  read_head result;
  for (const auto piece : pieces) result.wants = scanner.take(piece);
  result.found = scanner.found();
  return result;
}

read_head scan(std::string_view page) { return scan(std::array{page}); }

std::string title_of(std::string_view page) { return scan(page).found.title; }

TEST(page_head_scanner, finds_what_a_page_says_of_itself_wherever_it_is_cut) {
  constexpr std::string_view page =
      "\xEF\xBB\xBF<!DOCTYPE html>\n<!-- <title>no</title> --><html lang=en><HEAD>\n"
      "<meta charset='gb2312'><script>var a = '<title>no</title>';</script>"
      "<Title data-x=\">\">The &amp; title</tItLe >"
      "<meta property=\"og:title\" content=\"A > B\"/><meta content=Words property=og:description>"
      "<meta name='description' content=\"Other 'words'\"><meta property = 'og:site_name' content = 'Site' />"
      "</head><body><title>no</title>";
  webchats::test::for_each_split(page, [](std::span<const std::string_view> pieces) {
    const auto [found, wants] = scan(pieces);
    EXPECT_EQ(wants, page_head_scanner::wants::nothing);
    EXPECT_EQ(found.title, "The &amp; title");
    EXPECT_EQ(found.og_title, "A > B");
    EXPECT_EQ(found.og_description, "Words");
    EXPECT_EQ(found.description, "Other 'words'");
    EXPECT_EQ(found.og_site_name, "Site");
    EXPECT_EQ(found.charset, "gb2312");
  });
}

TEST(page_head_scanner, takes_markup_for_no_title) {
  EXPECT_EQ(title_of("<style><title>x</title></style><title>y</title>"), "y");
  EXPECT_EQ(title_of("<textarea></title><title>x</textarea><title>y</title>"), "y");
  EXPECT_EQ(title_of("<script></scriptx><title>x</title></script ><title>y</title>"), "y");
  EXPECT_EQ(title_of("<script><</script><title>y</title>"), "y");
  EXPECT_EQ(title_of("<!--><title>y</title>"), "y");
  EXPECT_EQ(title_of("<!-- a -- b --><title>y</title>"), "y");
  EXPECT_EQ(title_of("<!doctype <x><title>y</title>"), "y");
  EXPECT_EQ(title_of("<meta content='<title>x</title>'><title>y</title>"), "y");
  EXPECT_EQ(title_of("a < b <<title>y</title>"), "y");
  EXPECT_EQ(title_of("<?xml version='1.0'?><title>y</title>"), "y");
  EXPECT_EQ(title_of("<title>a <b> &lt; </titles> c</title>"), "a <b> &lt; </titles> c");
}

TEST(page_head_scanner, keeps_the_first_of_each_and_nothing_empty) {
  const auto found = scan(
                         "<title></title><title>one</title><title>two</title>"
                         "<meta property=og:title content=''><meta property=og:title content=a>"
                         "<meta property=og:title content=b><meta name=og:description content=c>")
                         .found;
  EXPECT_EQ(found.title, "one");
  EXPECT_EQ(found.og_title, "a");
  EXPECT_EQ(found.og_description, "c");
}

TEST(page_head_scanner, knows_the_charset_by_either_way) {
  EXPECT_EQ(scan("<meta charset=Big5>").found.charset, "Big5");
  EXPECT_EQ(scan("<meta http-equiv='Content-Type' content='text/html; Charset=\"gbk\"'>").found.charset, "gbk");
  EXPECT_EQ(scan("<meta http-equiv=refresh content='0; charset=gbk'>").found.charset, "");
}

TEST(page_head_scanner, keeps_a_bounded_part_of_whatever_comes) {
  page_head_scanner scanner;
  const std::string much(1'000, 'x');
  scanner.take("<meta property=og:title content=\"");
  for (int i = 0; i < 2'000; ++i) scanner.take(much);
  scanner.take("\"><title>");
  for (int i = 0; i < 2'000; ++i) scanner.take(much);
  scanner.take("</title><script>");
  for (int i = 0; i < 2'000; ++i) scanner.take(much + "<");
  EXPECT_EQ(scanner.take("</script><body>"), page_head_scanner::wants::nothing);
  EXPECT_LE(scanner.found().og_title.size(), 8'192);
  EXPECT_LE(scanner.found().title.size(), 8'192);
}

TEST(page_head_scanner, stops_at_the_end_of_the_head) {
  for (const char* end : {"</head>", "</HEAD >", "<body>", "<body class='x'>", "<frameset>"}) {
    EXPECT_EQ(scan(end).wants, page_head_scanner::wants::nothing) << end;
  }
  for (const char* not_end : {"", "<header>", "</header>", "<!--</head>-->", "<script></head></scrip>", "<head>"}) {
    EXPECT_EQ(scan(not_end).wants, page_head_scanner::wants::more) << not_end;
  }
}

}  // namespace
}  // namespace webchats::delivery
