#include <gmock/gmock.h>

#include "chat/calculator.hpp"
#include "chat/faq_robot.hpp"
#include "chat/robot_talk.hpp"
#include "support.hpp"

namespace webchats::chat {

namespace {

using testing::HasSubstr;

TEST(calculator, works_out_arithmetic) {
  const std::pair<std::string_view, double> cases[] = {
      {"1+2*3", 7},  {"(1+2)*3", 9},     {"2^3^2", 512},          {"-2^2", -4},  {"7 % 4", 3},
      {"1/4", 0.25}, {"2*-3", -6},       {"１２×（３＋４）", 84}, {"10÷4", 2.5}, {"0.1+0.2", 0.1 + 0.2},
      {"--5", 5},    {" 8 - 3 - 2 ", 3}, {"2^-1", 0.5},           {"6－4", 2}};
  for (const auto& [expression, result] : cases) EXPECT_EQ(calculate(expression), result) << expression;
}

TEST(calculator, says_what_it_cannot_do) {
  EXPECT_EQ(calculate("1/0").error(), calculation_error::division_by_zero);
  EXPECT_EQ(calculate("5%0").error(), calculation_error::division_by_zero);
  EXPECT_EQ(calculate("9^9^9^9").error(), calculation_error::too_big);
  for (const std::string_view broken : {"", "1+", "(1", "1)", "1 2", "a+1", "*", "1..2", "()", "system(1)"}) {
    EXPECT_EQ(calculate(broken).error(), calculation_error::not_arithmetic) << broken;
  }
}

TEST(calculator, refuses_what_is_too_long_or_too_deep) {
  EXPECT_EQ(calculate(std::string(100'000, '(')).error(), calculation_error::too_complicated);
  EXPECT_EQ(calculate(std::string(100, '(') + "1" + std::string(99, ')')).error(), calculation_error::too_complicated);
  EXPECT_EQ(calculate(std::string(150, '-') + "1").error(), calculation_error::too_complicated);
}

TEST(calculator, finds_the_expression_in_a_sentence) {
  EXPECT_EQ(find_expression("what is 2+3?"), "2+3");
  EXPECT_EQ(find_expression("算一下 3×4 吧"), "3×4");
  EXPECT_EQ(find_expression("1+1"), "1+1");
  EXPECT_EQ(find_expression("please (3+4)*5."), "(3+4)*5");
  EXPECT_EQ(find_expression("call me at 5 - or not"), "");
  EXPECT_EQ(find_expression("room 42"), "");
  EXPECT_EQ(find_expression("1e3+1=?"), "1e3+1");
  EXPECT_EQ(find_expression("2.5E-1*4"), "2.5E-1*4");
  EXPECT_EQ(find_expression("the 3 sides + 4"), "");
  EXPECT_EQ(find_expression(""), "");
}

TEST(calculator, writes_numbers_as_people_do) {
  EXPECT_EQ(format_number(7), "7");
  EXPECT_EQ(format_number(0.1 + 0.2), "0.3");
  EXPECT_EQ(format_number(-0.0), "0");
}

class faq_robot_test : public testing::Test {
 protected:
  std::string ask(std::string text, language spoken = language::simplified) {
    return robot_.answer({std::move(text), spoken, {}});
  }
  fake_clock clock_;  // 2024-10-04, a Friday
  faq_robot robot_{clock_};
};

TEST_F(faq_robot_test, answers_in_the_language_of_the_question) {
  EXPECT_THAT(ask("你好", language::english), HasSubstr("我是大白"));
  EXPECT_THAT(ask("Hello!", language::simplified), HasSubstr("I am Dabai"));
  EXPECT_THAT(ask("???", language::english), HasSubstr("I do not know"));
  EXPECT_THAT(ask("???", language::simplified), HasSubstr("还不会"));
}

TEST_F(faq_robot_test, answers_traditional_chinese_as_in_taiwan) {
  EXPECT_THAT(ask("怎麼發圖片？"), HasSubstr("迴紋針圖示"));
  EXPECT_THAT(ask("忘記密碼了", language::english), HasSubstr("請向管理員"));
  EXPECT_EQ(ask("今天星期幾"), "今天是 2024 年 10 月 4 日，星期五（UTC）。");
  EXPECT_THAT(ask("現在幾點"), HasSubstr("現在是"));
  // Characters that both have are answered in the asker's own.
  EXPECT_THAT(ask("你好", language::traditional), HasSubstr("有什麼可以幫你的"));
  EXPECT_THAT(ask("你好", language::simplified), HasSubstr("有什么可以帮你的"));
  EXPECT_THAT(ask("???", language::traditional), HasSubstr("還不會"));
  EXPECT_THAT(ask("hello", language::traditional), HasSubstr("I am Dabai"));
  EXPECT_THAT(ask("1/0", language::traditional), HasSubstr("除數不能是零"));
}

TEST_F(faq_robot_test, helps_with_the_product) {
  EXPECT_THAT(ask("怎么发图片？"), HasSubstr("回形针"));
  EXPECT_THAT(ask("How do I send an image?"), HasSubstr("paper clip"));
  EXPECT_THAT(ask("怎么修改头像"), HasSubstr("修改头像"));
  EXPECT_THAT(ask("change my AVATAR please"), HasSubstr("avatar"));
  EXPECT_THAT(ask("有哪些聊天室"), HasSubstr("未读数"));
  EXPECT_THAT(ask("你是谁"), HasSubstr("机器人"));
  EXPECT_THAT(ask("谢谢你"), HasSubstr("不客气"));
  EXPECT_THAT(ask("bye"), HasSubstr("Goodbye"));
}

TEST_F(faq_robot_test, takes_english_keywords_as_whole_words) {
  EXPECT_THAT(ask("this mushroom"), HasSubstr("I do not know"));  // neither "hi" nor "room"
}

TEST_F(faq_robot_test, tells_time_and_date) {
  clock_.advance(std::chrono::hours(13) + std::chrono::minutes(5));
  EXPECT_EQ(ask("现在几点了"), "现在是 2024-10-04 13:05（UTC）。");
  EXPECT_EQ(ask("what time is it"), "It is 2024-10-04 13:05 UTC.");
  EXPECT_EQ(ask("今天星期几"), "今天是 2024 年 10 月 4 日，星期五（UTC）。");
  EXPECT_EQ(ask("what day is today"), "Today is Friday, 2024-10-04 (UTC).");
}

TEST_F(faq_robot_test, calculates) {
  EXPECT_EQ(ask("12*7等于几"), "12*7 = 84");
  EXPECT_EQ(ask("1e3+1"), "1e3+1 = 1001");
  EXPECT_EQ(ask("1E-1*2"), "1E-1*2 = 0.2");
  EXPECT_EQ(ask("what is (3+4)*5?"), "(3+4)*5 = 35");
  EXPECT_THAT(ask("1/0"), HasSubstr("除数不能是零"));
  EXPECT_THAT(ask("what is 9^9^9^9"), HasSubstr("too big"));
}

TEST_F(faq_robot_test, says_what_its_administrator_wrote_before_anything_else) {
  const faq_robot with_faq(
      clock_, parse_faq("# a comment\n\n 开放时间 | opening hours = 每天 9–18 点。\\nEvery day.\nno answer\n= x\ny =\n"
                        "你好=欢迎！"));
  EXPECT_EQ(with_faq.answer({"你们的开放时间？", language::simplified, {}}), "每天 9–18 点。\nEvery day.");
  EXPECT_EQ(with_faq.answer({"Opening Hours please", language::english, {}}), "每天 9–18 点。\nEvery day.");
  EXPECT_EQ(with_faq.answer({"你好", language::simplified, {}}), "欢迎！");
}

TEST_F(faq_robot_test, survives_any_bytes) {
  for (int lead = 0; lead < 256; ++lead) {
    EXPECT_FALSE(ask(std::string(1, static_cast<char>(lead)) + "1+1").empty());
  }
}

/// Answers with what the test says.
class scripted_robot final : public robot {
 public:
  flow<std::string> ask(question) override { co_return answer; }
  outcome<std::string> answer = "from the model";
};

class robot_talk_test : public testing::Test {
 protected:
  outcome<std::string> ask(std::string text) {
    return wait(talk_.ask({{1}, "anna", "", ""}, std::move(text), language::english));
  }

  fake_clock clock_;
  limits limits_;
  scripted_robot first_;
  faq_robot offline_{clock_};
  robot_talk talk_{first_, offline_, clock_, limits_};
};

TEST_F(robot_talk_test, asks_the_offline_robot_when_the_first_is_unavailable) {
  EXPECT_EQ(ask("hello"), "from the model");
  first_.answer = refuse(unavailable{});
  EXPECT_THAT(ask("hello").value(), HasSubstr("Dabai"));
  first_.answer = refuse(rate_limited{});
  EXPECT_TRUE(refused<rate_limited>(ask("hello")));
}

TEST_F(robot_talk_test, refuses_empty_and_long_questions) {
  EXPECT_TRUE(is_invalid(ask(" "), field::text, rule::required));
  EXPECT_TRUE(is_invalid(ask(std::string(1'001, 'x')), field::text, rule::too_long));
  EXPECT_TRUE(is_invalid(ask("\xFF"), field::text, rule::encoding));
}

TEST_F(robot_talk_test, bounds_the_questions_of_one_person) {
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(ask("hello"));
  EXPECT_TRUE(refused<rate_limited>(ask("hello")));
}

}  // namespace

}  // namespace webchats::chat
