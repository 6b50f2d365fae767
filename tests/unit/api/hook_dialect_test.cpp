#include "api/hooks/dialect.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <boost/json/parse.hpp>

#include "chat/text.hpp"

namespace webchats::api::hooks {
namespace {

struct example {
  const char* name;
  dialect from;
  const char* body;
  const char* text;
};

void PrintTo(const example& one, std::ostream* out) { *out << one.name; }

class hook_translation : public testing::TestWithParam<example> {};

TEST_P(hook_translation, says_in_markdown_what_the_service_would_show) {
  const auto& one = GetParam();
  const auto text = translate(one.from, boost::json::parse(one.body));
  ASSERT_TRUE(text.has_value()) << one.name;
  EXPECT_EQ(*text, one.text);
}

TEST_P(hook_translation, is_of_the_dialect_that_its_form_shows) {
  const auto& one = GetParam();
  const auto found = detect(boost::json::parse(one.body));
  // Where two dialects share a form, either reads it alike and answers alike.
  if (found != one.from) {
    EXPECT_EQ(translate(found, boost::json::parse(one.body)), std::string(one.text));
    EXPECT_EQ(accepted(found).body, accepted(one.from).body);
  }
}

INSTANTIATE_TEST_SUITE_P(
    slack, hook_translation,
    testing::Values(
        example{"plain", dialect::slack, R"({"text":"Hello, 世界"})", "Hello, 世界"},
        example{"marks", dialect::slack, R"({"text":"*down* since ~10~ 11 o'clock, 2*3*4, `*x*`"})",
                "**down** since ~~10~~ 11 o'clock, 2*3*4, `*x*`"},
        example{
            "references", dialect::slack,
            R"({"text":"<!here> <@U1|ada> <@U2> <#C1|ops> see <https://e.org/a?b=1&amp;c=2|the board> or <https://e.org> &lt;b&gt; &amp;amp;"})",
            "@here @ada @U2 #ops see [the board](https://e.org/a?b=1&c=2) or https://e.org <b> &amp;"},
        example{"no script links", dialect::slack, R"({"text":"<javascript:alert(1)|click>"})", "click"},
        example{
            "attachment", dialect::slack,
            R"({"text":"New alert","attachments":[{"fallback":"f","pretext":"pre","title":"CPU","title_link":"https://e.org/1","text":"95 %","fields":[{"title":"Host","value":"db1"}],"footer":"grafana"}]})",
            "New alert\n\npre\n**[CPU](https://e.org/1)**\n95 %\n**Host**: db1\ngrafana"},
        example{"fallback", dialect::slack, R"({"attachments":[{"fallback":"only this"}]})", "only this"},
        example{
            "blocks", dialect::slack,
            R"({"text":"notification","blocks":[{"type":"header","text":{"type":"plain_text","text":"Deploy *x*"}},{"type":"section","text":{"type":"mrkdwn","text":"*ok*"},"fields":[{"type":"mrkdwn","text":"a"},{"type":"plain_text","text":"*b*"}]},{"type":"divider"},{"type":"context","elements":[{"type":"mrkdwn","text":"by"},{"type":"image","image_url":"https://e.org/i.png","alt_text":"i"},{"type":"plain_text","text":"bot"}]},{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Open"},"url":"https://e.org"}]}]})",
            "**Deploy *x***\n\n**ok**\na\n*b*\n\n---\n\nby bot\n\n[Open](https://e.org)"},
        example{
            "rich text", dialect::slack,
            R"({"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"a "},{"type":"text","text":"b","style":{"bold":true}},{"type":"user","user_id":"U1"},{"type":"link","url":"https://e.org","text":"l"}]},{"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"two"}]}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"code"}]}]}]})",
            "a **b**@U1[l](https://e.org)\n\n- one\n- two\n\n```\ncode\n```"}));

INSTANTIATE_TEST_SUITE_P(
    dingtalk, hook_translation,
    testing::Values(
        example{"text", dialect::dingtalk, R"({"msgtype":"text","text":{"content":"业务报警"}})", "业务报警"},
        example{
            "mentions", dialect::dingtalk,
            R"({"msgtype":"text","text":{"content":"报警 @150XXXX"},"at":{"atMobiles":["150XXXX","131XXXX"],"atUserIds":["u1"],"isAtAll":true}})",
            "报警 @150XXXX\n@131XXXX @u1 @所有人"},
        example{
            "markdown", dialect::dingtalk,
            R"({"msgtype":"markdown","markdown":{"title":"杭州天气","text":"#### 杭州天气\n> <font color=#FF0000>9度</font>"},"at":{"isAtAll":"false"}})",
            "#### 杭州天气\n> 9度"},
        example{
            "link", dialect::dingtalk,
            R"({"msgtype":"link","link":{"title":"时代的火车","text":"这个即将发布","picUrl":"","messageUrl":"https://e.org/s?a=(1)b"}})",
            "**[时代的火车](https://e.org/s?a=%281%29b)**\n这个即将发布"},
        example{
            "card", dialect::dingtalk,
            R"({"msgtype":"actionCard","actionCard":{"title":"乔布斯","text":"### 乔布斯 20 年前","singleTitle":"阅读全文","singleURL":"https://e.org/"}})",
            "### 乔布斯 20 年前\n\n[阅读全文](https://e.org/)"},
        example{
            "buttons", dialect::dingtalk,
            R"({"msgtype":"actionCard","actionCard":{"title":"t","text":"x","btns":[{"title":"内容不错","actionURL":"https://e.org/1"},{"title":"不感兴趣","actionURL":"https://e.org/2"}]}})",
            "x\n[内容不错](https://e.org/1)\n[不感兴趣](https://e.org/2)"},
        example{
            "feed", dialect::dingtalk,
            R"({"msgtype":"feedCard","feedCard":{"links":[{"title":"一","messageURL":"https://e.org/1"},{"title":"二","messageURL":"https://e.org/2"}]}})",
            "[一](https://e.org/1)\n[二](https://e.org/2)"}));

INSTANTIATE_TEST_SUITE_P(
    feishu, hook_translation,
    testing::Values(
        example{
            "text", dialect::feishu,
            R"({"msg_type":"text","content":{"text":"<at user_id=\"ou_1\">Tom</at> 新更新 <at user_id=\"all\"></at> 1 < 2"}})",
            "@Tom 新更新 @所有人 1 < 2"},
        example{
            "post", dialect::feishu,
            R"({"msg_type":"post","content":{"post":{"zh_cn":{"title":"项目更新","content":[[{"tag":"text","text":"有更新: "},{"tag":"a","text":"请查看","href":"http://e.org/"},{"tag":"at","user_id":"ou_1","user_name":"小明"}],[{"tag":"text","text":"第二行"}]]}}}})",
            "**项目更新**\n有更新: [请查看](http://e.org/)@小明\n第二行"},
        example{
            "card", dialect::feishu,
            R"({"msg_type":"interactive","card":{"header":{"title":{"tag":"plain_text","content":"报警"}},"elements":[{"tag":"div","text":{"tag":"lark_md","content":"**CPU** <at id=all></at>"},"fields":[{"text":{"tag":"lark_md","content":"主机: db1"}}]},{"tag":"hr"},{"tag":"action","actions":[{"tag":"button","text":{"tag":"plain_text","content":"查看"},"url":"https://e.org"}]},{"tag":"note","elements":[{"tag":"plain_text","content":"来自监控"}]}]}})",
            "**报警**\n\n**CPU** @所有人\n主机: db1\n\n---\n[查看](https://e.org)\n\n来自监控"},
        example{
            "card 2.0", dialect::feishu,
            R"({"msg_type":"interactive","card":{"schema":"2.0","body":{"elements":[{"tag":"column_set","columns":[{"tag":"column","elements":[{"tag":"markdown","content":"左"}]},{"tag":"column","elements":[{"tag":"markdown","content":"右"}]}]}]}}})",
            "左\n\n右"}));

INSTANTIATE_TEST_SUITE_P(
    wecom, hook_translation,
    testing::Values(
        example{"text", dialect::wecom, R"({"msgtype":"text","text":{"content":"广州今日天气：29度"}})",
                "广州今日天气：29度"},
        example{
            "mentions", dialect::wecom,
            R"({"msgtype":"text","text":{"content":"hi","mentioned_list":["wangqing","@all"],"mentioned_mobile_list":["13800001111","@all"]}})",
            "hi\n@wangqing @所有人 @13800001111"},
        example{
            "markdown", dialect::wecom,
            R"({"msgtype":"markdown","markdown":{"content":"新增<font color=\"warning\">132例</font> <@zhangsan>\n>类型:<font color=\"comment\">用户</font>"}})",
            "新增132例 @zhangsan\n>类型:用户"},
        example{
            "news", dialect::wecom,
            R"({"msgtype":"news","news":{"articles":[{"title":"中秋节礼品","description":"今年好礼","url":"https://e.org/","picurl":"https://e.org/p.png"},{"title":"二","url":"https://e.org/2"}]}})",
            "**[中秋节礼品](https://e.org/)**\n今年好礼\n\n**[二](https://e.org/2)**"},
        example{
            "template card", dialect::wecom,
            R"({"msgtype":"template_card","template_card":{"card_type":"text_notice","main_title":{"title":"欢迎","desc":"您的好友"},"horizontal_content_list":[{"keyname":"邀请人","value":"张三"}],"card_action":{"type":1,"url":"https://e.org"}}})",
            "**[欢迎](https://e.org)**\n您的好友\n邀请人: 张三"}));

hook_error error_of(dialect from, std::string_view body) {
  const auto text = translate(from, boost::json::parse(body));
  return text ? static_cast<hook_error>(255) : text.error();
}

TEST(hook_translation_errors, what_has_no_text_is_refused) {
  for (const auto from : {dialect::slack, dialect::dingtalk, dialect::feishu, dialect::wecom}) {
    EXPECT_EQ(error_of(from, "[]"), hook_error::malformed);
    EXPECT_EQ(error_of(from, "7"), hook_error::malformed);
  }
  EXPECT_EQ(error_of(dialect::slack, R"({"text":"  "})"), hook_error::empty);
  EXPECT_EQ(error_of(dialect::slack, R"({"text":7,"blocks":7,"attachments":[7]})"), hook_error::empty);
  EXPECT_EQ(error_of(dialect::dingtalk, R"({"msgtype":"text"})"), hook_error::empty);
  EXPECT_EQ(error_of(dialect::dingtalk, R"({"msgtype":"image"})"), hook_error::unsupported);
  EXPECT_EQ(error_of(dialect::feishu, R"({"msg_type":"image","content":{"image_key":"k"}})"), hook_error::unsupported);
  EXPECT_EQ(error_of(dialect::feishu, R"({"msg_type":"post","content":{"post":{}}})"), hook_error::empty);
  EXPECT_EQ(error_of(dialect::wecom, R"({"msgtype":"file","file":{"media_id":"m"}})"), hook_error::unsupported);
  EXPECT_EQ(error_of(dialect::wecom, R"({"msgtype":"markdown","markdown":{}})"), hook_error::empty);
}

TEST(hook_answers, are_those_of_the_service) {
  EXPECT_EQ(accepted(dialect::slack).body, "ok");
  EXPECT_EQ(accepted(dialect::dingtalk).body, R"({"errcode":0,"errmsg":"ok"})");
  EXPECT_EQ(accepted(dialect::wecom).body, R"({"errcode":0,"errmsg":"ok"})");
  const auto feishu = boost::json::parse(accepted(dialect::feishu).body);
  EXPECT_EQ(feishu.at("code"), 0);
  EXPECT_EQ(feishu.at("msg"), "success");

  EXPECT_EQ(refused(dialect::slack, hook_error::unknown_token).status, 404U);
  EXPECT_EQ(refused(dialect::slack, hook_error::malformed).body, "invalid_payload");
  EXPECT_EQ(boost::json::parse(refused(dialect::dingtalk, hook_error::wrong_sign).body).at("errcode"), 310000);
  EXPECT_EQ(boost::json::parse(refused(dialect::feishu, hook_error::wrong_sign).body).at("code"), 19021);
  EXPECT_EQ(boost::json::parse(refused(dialect::wecom, hook_error::unknown_token).body).at("errcode"), 93000);
  const auto limited = refused(dialect::slack, hook_error::rate_limited, std::chrono::seconds(7));
  EXPECT_EQ(limited.status, 429U);
  EXPECT_EQ(limited.headers.back(), (std::pair<std::string, std::string>("Retry-After", "7")));
}

TEST(hook_text, is_cut_where_it_must_be_and_says_so) {
  EXPECT_EQ(fitted("short", 100, 100), "short");
  EXPECT_EQ(fitted(std::string(50, 'x'), 50, 50), std::string(50, 'x'));
  for (const std::size_t length : {51U, 52U, 80U, 1'000U}) {
    for (const std::string_view letter : {"x", "大", "🐱"}) {
      std::string text;
      for (std::size_t count = 0; count < length; ++count) text += letter;
      const auto cut = fitted(text, 50, 10'000);
      EXPECT_EQ(chat::count_code_points(cut), 50U) << letter << length;
      EXPECT_TRUE(cut.ends_with("… (cut / 已截断)"));
      const auto by_bytes = fitted(text, 10'000, 50);
      EXPECT_LE(by_bytes.size(), 50U);
      EXPECT_TRUE(chat::count_code_points(by_bytes).has_value());
    }
  }
}

}  // namespace
}  // namespace webchats::api::hooks
