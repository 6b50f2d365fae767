#include "delivery/page_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "chat/text.hpp"

namespace webchats::delivery {
namespace {

TEST(page_text, is_read_in_the_charset_that_the_page_names) {
  EXPECT_EQ(utf8_of("中文", "UTF-8"), "中文");
  EXPECT_EQ(utf8_of("\xD6\xD0\xCE\xC4", "gb2312"), "中文");
  EXPECT_EQ(utf8_of("\xD6\xD0\xCE\xC4\x81\x30\x81\x30", "GBK"), "中文\u0080");
  EXPECT_EQ(utf8_of("\x95\x32\x82\x36", "gb18030"), "𠀀");
  EXPECT_EQ(utf8_of("\xA4\xA4\xA4\xE5", "big5"), "中文");
  EXPECT_EQ(utf8_of("\x93\xFA\x96\x7B", "Shift_JIS"), "日本");
  EXPECT_EQ(utf8_of("\xB0\xA1", "euc-kr"), "가");
  EXPECT_EQ(utf8_of("caf\xE9 \x80", "iso-8859-1"), "café €");
}

TEST(page_text, that_does_not_say_is_utf8_or_else_gb18030) {
  EXPECT_EQ(utf8_of("中文", ""), "中文");
  EXPECT_EQ(utf8_of("中文", "x-unknown"), "中文");
  EXPECT_EQ(utf8_of("中文\xE4\xB8", ""), "中文");  // cut by the bound
  EXPECT_EQ(utf8_of("\xD6\xD0\xCE\xC4", ""), "中文");
  EXPECT_EQ(utf8_of("a\xD6z", "utf-8"), "a\uFFFDz");
}

TEST(page_text, has_its_entities_replaced_once) {
  EXPECT_EQ(without_entities("a &amp; b &lt;c&gt; &quot;d&#39; &#x4E2d;&#25991; &hellip;"), "a & b <c> \"d' 中文 …");
  EXPECT_EQ(without_entities("&amp;lt; &unknown; & &; &#; &#x; &#xZ; &amp"), "&lt; &unknown; & &; &#; &#x; &#xZ; &amp");
  EXPECT_EQ(without_entities("&#0;&#xD800;&#x110000;&#99999999999;"), "\uFFFD\uFFFD\uFFFD&#99999999999;");
}

TEST(page_text, is_made_safe_and_short) {
  EXPECT_EQ(shown_text(" a\n\tb\x01 \xE2\x80\xAE"
                       "c&#8238;&#x7f;&#x85;d ",
                       "", 200),
            "a b c d");                                                                      // U+0085 ends a line
  EXPECT_EQ(shown_text("<script>alert(1)</script>", "", 200), "<script>alert(1)</script>");  // text stays text
  std::string title;
  for (int i = 0; i < 300; ++i) title += "中";
  EXPECT_EQ(chat::count_code_points(shown_text(title, "", 200)), 200);
  EXPECT_EQ(shown_text("", "", 200), "");
  EXPECT_EQ(shown_text("&nbsp; &#x3000;", "", 200), "");
}

}  // namespace
}  // namespace webchats::delivery
