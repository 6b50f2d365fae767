#include "robot/openai_robot.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace webchats::robot {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

class fixed_clock final : public chat::clock {
 public:
  [[nodiscard]] chat::instant now() const override { return {}; }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point(time);
  }
  std::chrono::seconds time{1000};
};

/// A server on loopback that gives the n-th connection the n-th answer, and keeps what it was sent last.
class canned_server {
 public:
  explicit canned_server(std::vector<std::string> answers)
      : acceptor_(context_, {asio::ip::make_address("127.0.0.1"), 0}), thread_([this, answers = std::move(answers)] {
          for (const std::string& answer : answers) {
            tcp::socket client = acceptor_.accept();
            asio::streambuf buffer;
            boost::system::error_code ignored;
            const std::size_t head = asio::read_until(client, buffer, "\r\n\r\n", ignored);
            received = {asio::buffers_begin(buffer.data()), asio::buffers_end(buffer.data())};
            const std::size_t length = std::stoul(received.substr(received.find("Content-Length: ") + 16));
            if (buffer.size() < head + length)
              asio::read(client, buffer, asio::transfer_exactly(head + length - buffer.size()), ignored);
            received = {asio::buffers_begin(buffer.data()), asio::buffers_end(buffer.data())};
            asio::write(client, asio::buffer(answer), ignored);
          }
        }) {}
  ~canned_server() { thread_.join(); }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/v1";
  }

  std::string received;

 private:
  asio::io_context context_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

std::string ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

chat::outcome<std::string> ask(openai_robot& robot, chat::question asked) {
  asio::io_context context;
  std::optional<chat::outcome<std::string>> answer;
  asio::co_spawn(context, robot.ask(std::move(asked)),
                 [&](const std::exception_ptr& error, chat::outcome<std::string> got) {
                   if (error == nullptr) answer = std::move(got);
                 });
  context.run();
  return answer.value();
}

TEST(openai_robot, asks_the_endpoint_and_gives_back_its_text) {
  const fixed_clock clock;
  std::string received;
  {
    canned_server server({ok(R"({"choices":[{"message":{"role":"assistant","content":"你好，Ada"}}]})")});
    openai_robot robot({.url = server.url(), .key = "secret", .model = "m1"}, clock);
    EXPECT_EQ(ask(robot, {.text = "hello \"you\"", .language = chat::language::english, .asker = {}}), "你好，Ada");
    received = server.received;
  }
  EXPECT_TRUE(received.starts_with("POST /v1/chat/completions HTTP/1.1\r\n")) << received;
  EXPECT_NE(received.find("Authorization: Bearer secret\r\n"), std::string::npos);
  const auto body = boost::json::parse(received.substr(received.find("\r\n\r\n") + 4));
  EXPECT_EQ(body.at("model"), "m1");
  EXPECT_EQ(body.at_pointer("/messages/1/content"), "hello \"you\"");
}

/// An answer in events, the last of which ends it.
std::string streamed(const std::vector<std::string>& events) {
  std::string body;
  for (const auto& each : events) body += "data: " + each + "\n\n";
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

std::string piece(const std::string& text) { return R"({"choices":[{"delta":{"content":")" + text + R"("}}]})"; }

TEST(openai_robot, tells_a_streamed_answer_as_it_grows) {
  const fixed_clock clock;
  std::vector<std::string> told;
  std::string received;
  {
    canned_server server(
        {streamed({R"({"choices":[{"delta":{"role":"assistant"}}]})", piece("你"), piece("好"), "[DONE]"})});
    openai_robot robot({.url = server.url(), .key = "", .model = "m"}, clock);
    chat::question asked{.text = "hello", .asker = {}};
    asked.before = {{.name = "Ada", .text = "who are you?"},
                    {.by = chat::earlier_line::speaker::robot, .name = "大白", .text = "I am Dabai"}};
    asked.grows = [&](std::string so_far) -> chat::flow<void> {
      told.push_back(std::move(so_far));
      co_return chat::outcome<void>{};
    };
    EXPECT_EQ(ask(robot, std::move(asked)), "你好");
    received = server.received;
  }
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), "你好");
  const auto body = boost::json::parse(received.substr(received.find("\r\n\r\n") + 4));
  EXPECT_EQ(body.at("stream"), true);
  EXPECT_EQ(body.at_pointer("/messages/1/content"), "Ada: who are you?");
  EXPECT_EQ(body.at_pointer("/messages/2/role"), "assistant");
  EXPECT_EQ(body.at_pointer("/messages/3/content"), "hello");
}

TEST(openai_robot, a_stream_that_is_not_complete_is_unavailable) {
  const fixed_clock clock;
  for (const auto& bad : {streamed({piece("half")}), streamed({piece("half"), "no json"}), streamed({"[DONE]"}),
                          streamed({piece("half"), R"({"error":{"message":"overloaded"}})"}),
                          streamed({piece(std::string(600, 'x')), "[DONE]"})}) {
    canned_server server({bad});
    openai_robot robot({.url = server.url(), .key = "", .model = "m", .answer_bytes = 500}, clock);
    EXPECT_FALSE(ask(robot, {.text = "hi", .asker = {}}).has_value()) << bad;
  }
}

TEST(openai_robot, what_is_refused_of_the_growth_ends_the_answer) {
  const fixed_clock clock;
  canned_server server({streamed({piece("a"), piece("b"), "[DONE]"})});
  openai_robot robot({.url = server.url(), .key = "", .model = "m"}, clock);
  chat::question asked{.text = "hello", .asker = {}};
  asked.grows = [](std::string) -> chat::flow<void> { co_return chat::refuse(chat::conflict{}); };
  const auto answer = ask(robot, std::move(asked));
  ASSERT_FALSE(answer.has_value());
  EXPECT_TRUE(std::holds_alternative<chat::conflict>(answer.error()));
}

TEST(openai_robot, a_stream_that_falls_silent_is_given_up) {
  const fixed_clock clock;
  auto answer = streamed({piece("half")});
  answer.replace(answer.find("Content-Length: "), 16, "Content-Length: 9");  // more is promised than comes
  asio::io_context context;
  tcp::acceptor acceptor(context, {asio::ip::make_address("127.0.0.1"), 0});
  std::optional<tcp::socket> client;
  std::thread server([&] {
    client = acceptor.accept();
    asio::write(*client, asio::buffer(answer));
  });
  openai_robot robot({.url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()),
                      .key = "",
                      .model = "m",
                      .silence = std::chrono::milliseconds(50)},
                     clock);
  EXPECT_FALSE(ask(robot, {.text = "hi", .asker = {}}).has_value());
  server.join();
}

TEST(openai_robot, whatever_is_no_answer_is_unavailable) {
  const fixed_clock clock;
  for (const std::string& bad :
       {std::string("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"), ok("not json"), ok("{}"), ok("[1]"),
        ok(R"({"choices":[{"message":{"content":7}}]})"), ok(std::string(1000, 'x')), std::string("nonsense")}) {
    canned_server server({bad});
    openai_robot robot({.url = server.url(), .key = "", .model = "m", .answer_bytes = 500}, clock);
    const auto answer = ask(robot, {.text = "hi", .language = chat::language::english, .asker = {}});
    ASSERT_FALSE(answer.has_value());
    EXPECT_TRUE(std::holds_alternative<chat::unavailable>(answer.error()));
  }
}

TEST(openai_robot, after_failures_in_a_row_the_endpoint_rests_and_is_then_asked_again) {
  fixed_clock clock;
  canned_server server({ok("{}"), ok("{}"), ok(R"({"choices":[{"message":{"content":"here"}}]})")});
  openai_robot robot({.url = server.url(), .key = "", .model = "m", .failures = 2}, clock);
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(ask(robot, {.text = "hi", .asker = {}}).has_value());
  EXPECT_FALSE(ask(robot, {.text = "hi", .asker = {}}).has_value()) << "the good answer must still wait in the server";
  clock.time += std::chrono::seconds(31);
  EXPECT_EQ(ask(robot, {.text = "hi", .asker = {}}), "here");
}

TEST(openai_robot, a_silent_endpoint_is_given_up_at_the_timeout) {
  const fixed_clock clock;
  asio::io_context context;
  tcp::acceptor silent(context, {asio::ip::make_address("127.0.0.1"), 0});
  openai_robot robot({.url = "http://127.0.0.1:" + std::to_string(silent.local_endpoint().port()),
                      .key = "",
                      .model = "m",
                      .timeout = std::chrono::milliseconds(50)},
                     clock);
  EXPECT_FALSE(ask(robot, {.text = "hi", .asker = {}}).has_value());
}

TEST(openai_robot, an_address_that_is_none_is_refused_at_start) {
  const fixed_clock clock;
  for (const char* url : {"", "example.com", "ftp://example.com", "http://"}) {
    EXPECT_THROW(openai_robot({.url = url, .key = "", .model = "m"}, clock), std::invalid_argument) << url;
  }
}

}  // namespace
}  // namespace webchats::robot
