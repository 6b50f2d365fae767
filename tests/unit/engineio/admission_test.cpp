#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "unit/engineio/server_fixture.hpp"

namespace webchats::engineio {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// A server whose questions are kept until the test answers them.
class admission_test : public server_test {
 protected:
  void TearDown() override {
    loops_.stop();
    asked_.clear();
  }
  allow_handler keep() {
    return [this](const http::request&, decision decide) {
      const std::scoped_lock lock(mutex_);
      asked_.push_back(std::move(decide));
      changed_.notify_all();
    };
  }
  /// The `count`-th question.
  decision question(std::size_t count = 1) {
    wait_for([&] { return asked_.size() >= count; });
    const std::scoped_lock lock(mutex_);
    return asked_[count - 1];
  }
  std::vector<decision> asked_;
};

TEST_F(admission_test, decides_later_and_on_another_thread) {
  options_.allow_request = keep();
  start();
  test::tcp_client polling(port_);
  polling.send(request("GET", "transport=polling"));
  question(1)(std::nullopt);
  EXPECT_THAT(read(polling).body, StartsWith("0{\"sid\""));

  test::tcp_client refused(port_);
  refused.send(request("GET", "transport=polling"));
  question(2)("not \"you\"");
  const answered answer = read(refused);
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body, R"({"code":4,"message":"not \"you\""})");
  EXPECT_THAT(answer.head, HasSubstr("Content-Type: application/json\r\n"));

  test::tcp_client socket(port_);
  socket.send(upgrade(""));
  question(3)(std::nullopt);
  EXPECT_THAT(socket.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));

  test::tcp_client refused_socket(port_);
  refused_socket.send(upgrade(""));
  question(4)("not you");
  EXPECT_THAT(refused_socket.receive_all(), AllOf(StartsWith("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"),
                                                  HasSubstr("Content-Length: 7\r\n"), EndsWith("\r\n\r\nnot you")));
  EXPECT_EQ(engine_->session_count(), 2U);
  EXPECT_EQ(errors_.size(), 2U);
}

TEST_F(admission_test, asks_about_handshakes_only_and_takes_the_first_word) {
  options_.allow_request = [](const http::request&, const decision& decide) {
    decide(std::nullopt);
    decide("too late");
  };
  start();
  const std::string session = open();
  options_.allow_request = {};
  EXPECT_EQ(ask("POST", session, "4x").status, 200);
  EXPECT_EQ(engine_->counters().handshakes, 1U);
  EXPECT_THAT(errors_, IsEmpty());
}

TEST_F(admission_test, refuses_when_no_word_comes_in_time) {
  options_.handshake_timeout = std::chrono::milliseconds(30);
  options_.allow_request = keep();
  start();
  const answered late = ask("GET", "transport=polling");
  EXPECT_EQ(late.status, 403);
  EXPECT_EQ(late.body, R"({"code":4,"message":"Forbidden","hint":"not decided within 30 ms"})");
  test::tcp_client socket(port_);
  socket.send(upgrade(""));
  EXPECT_THAT(socket.receive_all(), EndsWith("\r\n\r\nForbidden"));
  question(1)(std::nullopt);
  question(2)(std::nullopt);
  EXPECT_EQ(ask("POST", "transport=polling").status, 400) << "the loop went on";
  EXPECT_EQ(engine_->session_count(), 0U);
}

TEST_F(admission_test, opens_nothing_for_a_client_that_left_meanwhile) {
  options_.allow_request = keep();
  start();
  for (std::size_t i = 1; i <= 4; ++i) {
    {
      test::tcp_client leaves(port_);
      leaves.send(i % 2 == 0 ? upgrade("") : request("GET", "transport=polling"));
      question(i);
      leaves.reset();
    }
    // Whoever asks next on both loops comes after the end of that connection.
    while (http_->connection_count() > 0) std::this_thread::yield();
    question(i)(std::nullopt);
  }
  test::tcp_client stays(port_);
  stays.send(request("GET", "transport=polling"));
  question(5)(std::nullopt);
  EXPECT_EQ(read(stays).status, 200);
  EXPECT_EQ(engine_->counters().handshakes, 1U);
}

TEST_F(admission_test, keeps_what_the_client_sends_behind_its_upgrade) {
  options_.allow_request = keep();
  start();
  test::tcp_client socket(port_);
  socket.send(upgrade("") + client_frame("4early"));
  const decision decide = question();
  socket.send(client_frame("4later"));
  decide(std::nullopt);
  EXPECT_THAT(socket.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(socket.receive_until("4early"), HasSubstr("\"upgrades\":[]"));
  EXPECT_THAT(socket.receive_until("4later"), EndsWith("4later"));
}

TEST_F(admission_test, may_hold_a_question_beyond_the_end_of_the_server) {
  options_.allow_request = keep();
  start();
  test::tcp_client waits(port_);
  waits.send(request("GET", "transport=polling"));
  const decision decide = question();
  loops_.stop();
  decide(std::nullopt);
  engine_.reset();
}

TEST_F(admission_test, asks_the_middlewares_about_every_request_in_their_order) {
  std::vector<std::string> seen;
  options_.allow_request = [&](const http::request& asked, const decision& decide) {
    seen.push_back("allow " + std::string(asked.header("x-user").value_or("")));
    decide(std::nullopt);
  };
  accept_ = [&](session&, const http::request& asked) {
    seen.push_back("accept " + std::string(asked.header("x-user").value_or("")));
    return std::make_unique<echo>(*this);
  };
  configure_ = [&](server& engine) {
    engine.use([&](http::request& asked, const decision& next) {
      seen.push_back("first");
      asked.headers.emplace_back("x-user", "ann");
      next(std::nullopt);
    });
    engine.use([&](http::request& asked, decision next) {
      seen.push_back("second " + std::string(*asked.header("x-user")));
      std::thread([next = std::move(next)] { next(std::nullopt); }).detach();
    });
  };
  start();
  const std::string session = open();
  EXPECT_THAT(seen, ElementsAre("first", "second ann", "allow ann", "accept ann"));
  seen.clear();
  EXPECT_EQ(ask("POST", session, "4x").status, 200);
  EXPECT_EQ(ask("GET", session).body, "4x");
  EXPECT_THAT(seen, ElementsAre("first", "second ann", "first", "second ann"));
  seen.clear();
  test::tcp_client socket(port_);
  socket.send(upgrade(session.substr(session.find("sid="))));
  EXPECT_THAT(socket.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(seen, ElementsAre("first", "second ann"));
}

TEST_F(admission_test, refuses_what_a_middleware_does_not_want) {
  configure_ = [](server& engine) {
    engine.use([](http::request& asked, const decision& next) {
      if (asked.parameter("throw")) throw std::runtime_error("a bug");
      if (asked.parameter("bad")) return next("that is bad");
      asked.query += "&bad=1";
      next(std::nullopt);
    });
    engine.use([](http::request& asked, const decision& next) {
      next(asked.parameter("transport") == "polling" ? std::nullopt : std::optional<std::string>("only polling"));
    });
  };
  start();
  const answered refused = ask("GET", "transport=polling&bad=1");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body, R"({"code":3,"message":"Bad request","hint":"that is bad"})");
  EXPECT_EQ(ask("GET", "transport=websocket").body, R"({"code":3,"message":"Bad request","hint":"only polling"})");
  EXPECT_EQ(ask("GET", "transport=polling&throw=1").body,
            R"({"code":3,"message":"Bad request","hint":"the server failed"})");
  test::tcp_client socket(port_);
  socket.send(upgrade("bad=1"));
  EXPECT_THAT(socket.receive_all(), EndsWith("\r\n\r\nBad request"));
  EXPECT_EQ(ask("GET", "transport=polling").status, 200);
  ASSERT_EQ(errors_.size(), 4U);
  EXPECT_EQ(errors_[3].detail, "that is bad");
  EXPECT_EQ(errors_[3].status, 400U);
}

}  // namespace
}  // namespace webchats::engineio
