#include "api/error.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace webchats::api {
namespace {

std::string header_of(const http::response& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(language, is_the_best_of_ours_that_the_client_takes) {
  struct row {
    std::string_view accepts;
    language expected;
  };
  const row table[] = {
      {"", language::english},
      {"zh-CN", language::simplified},
      {"zh", language::simplified},
      {"ZH-tw", language::traditional},
      {"zh-Hant", language::traditional},
      {"zh-HK", language::traditional},
      {"zh-hant-CN", language::traditional},
      {"zh-Hans-TW", language::simplified},
      {"zh-TW,zh;q=0.9,en;q=0.8", language::traditional},
      {"zh-SG", language::simplified},
      {"en", language::english},
      {"en-GB,en;q=0.9,zh;q=0.8", language::english},
      {"zh-CN,zh;q=0.9,en;q=0.8", language::simplified},
      {"en;q=0.1, zh;q=0.9", language::simplified},
      {"zh;q=0.123,en;q=0.124", language::english},
      {"fr, de;q=0.9", language::english},
      {"fr, zh;q=0.1", language::simplified},
      {"zh;q=0", language::english},
      {"zhx", language::english},
      {"*", language::english},
      {",,;;q=,=", language::english},
  };
  for (const auto& [accepts, expected] : table) EXPECT_EQ(language_of(accepts), expected) << accepts;
}

TEST(failure, has_the_code_of_what_chat_refused) {
  struct row {
    chat::refusal why;
    std::string_view code;
    unsigned status;
  };
  const row table[] = {
      {chat::invalid{chat::field::text, chat::rule::too_long, 4000}, "invalid", 422},
      {chat::unauthorized{}, "unauthorized", 401},
      {chat::wrong_credentials{}, "wrong_credentials", 401},
      {chat::forbidden{}, "forbidden", 403},
      {chat::not_found{}, "not_found", 404},
      {chat::taken{}, "taken", 409},
      {chat::too_large{}, "too_large", 413},
      {chat::quota_exceeded{}, "quota_exceeded", 413},
      {chat::storage_full{}, "storage_full", 507},
      {chat::misplaced{7}, "offset_mismatch", 409},
      {chat::unsupported{}, "unsupported", 415},
      {chat::rate_limited{std::chrono::seconds(7)}, "rate_limited", 429},
      {chat::rate_limited{std::chrono::seconds(7), chat::pace::slow_mode}, "rate_limited", 429},
      {chat::banned{}, "forbidden", 403},
      {chat::unavailable{}, "unavailable", 503},
  };
  for (const auto& [why, code, status] : table) {
    const auto what = failure_of(why);
    EXPECT_EQ(name_of(what.code), code);
    EXPECT_EQ(status_of(what.code), status);
    EXPECT_FALSE(message_of(what, language::english).empty());
    EXPECT_NE(message_of(what, language::english), message_of(what, language::simplified));
    EXPECT_FALSE(message_of(what, language::traditional).empty());
  }
}

TEST(problem, names_the_field_and_the_rule) {
  const auto what = failure_of(chat::invalid{chat::field::text, chat::rule::too_long, 4000});
  const auto answer = problem(what, language::english);
  EXPECT_EQ(answer.status, 422U);
  EXPECT_EQ(header_of(answer, "Content-Type"), "application/problem+json");
  const auto body = boost::json::parse(answer.body).as_object();
  EXPECT_EQ(body.at("status").as_int64(), 422);
  EXPECT_EQ(body.at("code").as_string(), "invalid");
  EXPECT_EQ(body.at("type").as_string(), "urn:webchats:problem:invalid");
  EXPECT_EQ(body.at("detail").as_string(), "text: must have at most 4000");
  EXPECT_EQ(body.at("field").as_string(), "text");
  EXPECT_EQ(body.size(), 6U);
  EXPECT_EQ(message_of(what, language::simplified), "内容：最多允许 4000");
  EXPECT_EQ(message_of(what, language::traditional), "內容：最多允許 4000");
}

TEST(problem, names_what_is_taken) {
  const auto said = [](chat::refusal why) {
    return boost::json::parse(problem(failure_of(why), language::english).body).as_object();
  };
  EXPECT_EQ(said(chat::taken{}).at("field").as_string(), "email");
  const auto name = said(chat::taken{chat::field::name});
  EXPECT_EQ(name.at("code").as_string(), "taken");
  EXPECT_EQ(name.at("field").as_string(), "name");
  EXPECT_NE(name.at("detail"), said(chat::taken{}).at("detail"));
  EXPECT_NE(name.at("detail"), said(chat::taken{chat::field::command}).at("detail"));
  EXPECT_FALSE(said(chat::forbidden{}).contains("field"));
}

TEST(problem, tells_beside_its_words_what_belongs_to_its_code_and_reason) {
  struct row {
    chat::refusal why;
    std::string_view english;
    std::string_view simplified;
    std::string_view details;
  };
  using std::chrono::seconds;
  const chat::instant until(seconds(1));
  const row table[] = {
      {chat::invalid{chat::field::text, chat::rule::required}, "text: is required", "内容：不能为空",
       R"({"field":"text"})"},
      {chat::muted{until}, "You may not write here until 1970-01-01T00:00:01.000Z",
       "您已被禁言，解除时间：1970-01-01T00:00:01.000Z", R"({"until":"1970-01-01T00:00:01.000Z"})"},
      {chat::banned{until}, "You are banned from this room until 1970-01-01T00:00:01.000Z",
       "您已被禁止进入此聊天室，解除时间：1970-01-01T00:00:01.000Z",
       R"({"reason":"banned","until":"1970-01-01T00:00:01.000Z"})"},
      {chat::banned{}, "You are banned from this room.", "您已被禁止进入此聊天室。",
       R"({"reason":"banned","until":null})"},
      {chat::forbidden{}, "You are not allowed to do this.", "您没有权限执行此操作。", "{}"},
      {chat::taken{}, "This e-mail address is already in use.", "该邮箱已被注册。", R"({"field":"email"})"},
      {chat::taken{chat::field::command}, "There is such a command already. Choose another word.",
       "已有这个命令，请换一个词。", R"({"field":"command"})"},
      {chat::misplaced{7}, "The upload goes on at another place.", "上传位置不一致，请从服务器给出的位置继续。", "{}"},
      {chat::rate_limited{seconds(1)}, "Too many requests. Please wait a moment.", "操作过于频繁，请稍后再试。",
       R"({"retry_after":1})"},
      {chat::rate_limited{seconds(7)}, "Too many requests. Please wait a moment. Try again in 7 seconds.",
       "操作过于频繁，请稍后再试。（7 秒后可再试）", R"({"retry_after":7})"},
      {chat::rate_limited{seconds(7), chat::pace::slow_mode}, "This room is in slow mode: you can write again in 7 s.",
       "此聊天室已开启慢速模式，7 秒后可再次发言。", R"({"retry_after":7,"reason":"slow_mode"})"},
      {chat::unavailable{}, "The server cannot do this right now. Please try again.", "服务暂时不可用，请稍后重试。",
       "{}"},
  };
  for (const auto& [why, english, simplified, details] : table) {
    const auto what = failure_of(why);
    EXPECT_EQ(message_of(what, language::english), english);
    EXPECT_EQ(message_of(what, language::simplified), simplified);
    json_writer out;
    out.open_object();
    write_details(out, what);
    out.close_object();
    EXPECT_EQ(std::move(out).take(), details) << english;
  }
}

TEST(problem, says_where_an_upload_goes_on_and_when_the_server_is_there_again) {
  const auto misplaced = problem(failure_of(chat::misplaced{7}), language::english);
  EXPECT_EQ(header_of(misplaced, "Upload-Offset"), "7");
  EXPECT_EQ(header_of(misplaced, "Retry-After"), "");
  EXPECT_EQ(header_of(problem(failure_of(chat::unavailable{}), language::english), "Retry-After"), "1");
}

TEST(problem, says_when_to_come_back) {
  const auto answer = problem(failure_of(chat::rate_limited{std::chrono::seconds(7)}), language::simplified);
  EXPECT_EQ(header_of(answer, "Retry-After"), "7");
  EXPECT_EQ(header_of(answer, "Content-Language"), "zh-CN");
  const auto traditional = problem(failure_of(chat::unauthorized{}), language::traditional);
  EXPECT_EQ(header_of(traditional, "Content-Language"), "zh-TW");
  EXPECT_EQ(boost::json::parse(traditional.body).at("detail").as_string(), "請先登入。");
}

TEST(problem, says_that_a_room_is_in_slow_mode_and_for_how_long) {
  const auto what = failure_of(chat::rate_limited{std::chrono::seconds(1), chat::pace::slow_mode});
  const auto answer = problem(what, language::english);
  EXPECT_EQ(header_of(answer, "Retry-After"), "1");
  const auto body = boost::json::parse(answer.body).as_object();
  EXPECT_EQ(body.at("detail").as_string(), "This room is in slow mode: you can write again in 1 s.");
  EXPECT_EQ(body.at("reason").as_string(), "slow_mode");
  EXPECT_EQ(body.at("retry_after").as_int64(), 1);
  EXPECT_EQ(message_of(what, language::simplified), "此聊天室已开启慢速模式，1 秒后可再次发言。");
}

TEST(problem, says_until_when_somebody_is_banned) {
  const auto body_of = [](chat::banned why, language lang) {
    return boost::json::parse(problem(failure_of(why), lang).body).as_object();
  };
  const auto some = body_of({chat::instant(std::chrono::seconds(1))}, language::english);
  EXPECT_EQ(some.at("reason").as_string(), "banned");
  EXPECT_EQ(some.at("until").as_string(), "1970-01-01T00:00:01.000Z");
  EXPECT_EQ(some.at("detail").as_string(), "You are banned from this room until 1970-01-01T00:00:01.000Z");
  const auto for_good = body_of({}, language::traditional);
  EXPECT_TRUE(for_good.at("until").is_null());
  EXPECT_EQ(for_good.at("detail").as_string(), "您已被禁止進入這個聊天室。");
}

}  // namespace
}  // namespace webchats::api
