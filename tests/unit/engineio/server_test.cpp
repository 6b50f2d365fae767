#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engineio/server_fixture.hpp"

namespace webchats::engineio {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST_F(server_test, hands_polls_and_posts_over_to_the_loop_of_the_session) {
  start();
  const std::string session = open();
  for (int i = 0; i < 1000 && engine_->counters().handed_over < 4; ++i) {
    const std::string message = "4" + std::to_string(i);
    ASSERT_EQ(ask("POST", session, message).body, "ok");
    ASSERT_EQ(ask("GET", session).body, message);
  }
  EXPECT_GE(engine_->counters().handed_over, 4U);
  EXPECT_EQ(engine_->session_count(), 1U);
}

TEST_F(server_test, moves_websockets_to_the_loop_of_the_session_with_what_they_sent_already) {
  start();
  std::uint64_t upgraded = 0;
  for (int i = 0; i < 1000 && engine_->counters().handed_over < 2; ++i) {
    std::string session = open();
    session.erase(0, session.find("sid="));
    test::tcp_client client(port_);
    client.send(upgrade(session) + client_frame("2probe") + client_frame("5") + client_frame("4hello"));
    ASSERT_THAT(client.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
    ASSERT_EQ(client.receive(8),
              "\x81\x06"
              "3probe");
    ASSERT_EQ(client.receive(8),
              "\x81\x06"
              "4hello");
    EXPECT_EQ(engine_->counters().upgrades, ++upgraded);
  }
  EXPECT_GE(engine_->counters().handed_over, 2U);
}

TEST_F(server_test, ends_the_session_when_the_connection_of_its_poll_does) {
  options_.ping_interval = std::chrono::hours(1);
  start();
  for (std::size_t i = 1; i <= 20; ++i) {
    const std::string session = open();
    {
      test::tcp_client client(port_);
      client.send(request("GET", session, {}));
      // Answered after the poll has begun to wait, because it comes on the same connection's loop or behind it.
      ASSERT_EQ(ask("POST", session, "6").status, 200);
    }
    // Either the poll waited and its end ended the session, or it never arrived and the session lives.
    if (ask("POST", session, "1").status == 200) continue;
    EXPECT_EQ(nth_close(i), close_reason::transport_error);
  }
}

TEST_F(server_test, closes_every_session_and_takes_no_more) {
  start();
  const std::string polled = open();
  test::tcp_client socket(port_);
  socket.send(upgrade(""));
  EXPECT_THAT(socket.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
  EXPECT_THAT(socket.receive_until("}"), HasSubstr("\"upgrades\":[]"));
  EXPECT_EQ(engine_->session_count(), 2U);

  engine_->close();
  EXPECT_EQ(nth_close(1), close_reason::server_shutting_down);
  EXPECT_EQ(nth_close(2), close_reason::server_shutting_down);
  EXPECT_EQ(socket.receive(4), "\x88\x02\x03\xe9");
  EXPECT_THAT(ask("GET", polled).body, StartsWith(R"({"code":1,"message":"Session ID unknown")"));
  const answered late = ask("GET", "transport=polling");
  EXPECT_EQ(late.status, 503);
  EXPECT_EQ(late.body, R"({"code":4,"message":"Server is shutting down"})");
  EXPECT_THAT(late.head, HasSubstr("Retry-After: 5"));
  EXPECT_EQ(engine_->session_count(), 0U);
  EXPECT_EQ(engine_->counters().closed, 2U);
}

TEST_F(server_test, refuses_with_the_reasons_of_the_reference) {
  options_.allow_request = allow_if([](const http::request& asked) { return !asked.parameter("bad"); });
  options_.session_limit = 1;
  accept_ = [this](session&, const http::request& asked) -> std::unique_ptr<session_handler> {
    if (asked.parameter("unwanted")) return nullptr;
    return std::make_unique<echo>(*this);
  };
  start();
  const answered refused = ask("GET", "transport=polling&bad=1");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body, R"({"code":4,"message":"Forbidden"})");
  EXPECT_THAT(refused.head, HasSubstr("Content-Type: application/json"));
  EXPECT_EQ(ask("GET", "transport=polling&unwanted=1").status, 403);
  EXPECT_EQ(engine_->session_count(), 0U);

  test::tcp_client socket(port_);
  socket.send(upgrade("bad=1"));
  EXPECT_THAT(socket.receive_all(), testing::AllOf(StartsWith("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"),
                                                   testing::EndsWith("\r\n\r\nForbidden")));
  const std::string session = open();
  EXPECT_EQ(ask("GET", "transport=polling").status, 503) << "one session is the limit";
  EXPECT_EQ(ask("POST", session, "4x").status, 200);
  EXPECT_EQ(engine_->counters().refused, 4U);
  ASSERT_EQ(errors_.size(), 4U);
  EXPECT_EQ(errors_[0].code, 4);
  EXPECT_EQ(errors_[3].status, 503U);
  EXPECT_EQ(errors_[3].message, "No more sessions");
}

TEST_F(server_test, may_give_one_handshake_a_larger_limit) {
  options_.max_payload = 100;
  options_.max_payload_ceiling = 10'000;
  options_.max_payload_for = [](const http::request& asked) -> std::size_t {
    return asked.parameter("large") ? 10'000 : 100;
  };
  start();
  const std::string small = open();
  const answered opened = ask("GET", "transport=polling&large=1");
  EXPECT_THAT(opened.body, HasSubstr("\"maxPayload\":10000}"));
  const std::string large = "transport=polling&sid=" + opened.body.substr(9, session_id::length);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(ask("POST", large, "4" + std::string(5000, 'x')).status, 200);
    const answered refused = ask("POST", small, "4" + std::string(5000, 'x'));
    EXPECT_EQ(refused.status, 413);
    EXPECT_EQ(refused.body, "payload too big: 5001 > 100 bytes\n") << "on whatever loop it arrived";
  }
  EXPECT_EQ(engine_->counters().oversized, 10U);
  ASSERT_EQ(errors_.size(), 10U);
  for (const error& told : errors_) {
    EXPECT_EQ(told.status, 413U);
    EXPECT_EQ(told.detail, "payload too big: 5001 > 100 bytes");
  }
  EXPECT_EQ(ask("POST", small, "4x").status, 200) << "the session lives";
}

TEST_F(server_test, tells_a_cross_origin_page_what_it_may_read) {
  options_.allowed_origins = {"https://chat.example"};
  start();
  const auto with_origin = [this](std::string_view method, std::string_view origin, std::string_view more = {}) {
    test::tcp_client client(port_);
    client.send(std::string(method) +
                " /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nConnection: close\r\nOrigin: " +
                std::string(origin) + "\r\n" + std::string(more) + "\r\n");
    return client.receive_all();
  };
  EXPECT_THAT(
      with_origin("GET", "https://chat.example"),
      testing::AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Access-Control-Allow-Origin: https://chat.example\r\n"),
                     HasSubstr("Vary: Origin\r\n")));
  EXPECT_THAT(
      with_origin("POST", "https://chat.example"),
      testing::AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("Access-Control-Allow-Origin: https://chat.example\r\n")))
      << "errors too";
  EXPECT_THAT(with_origin("GET", "https://evil.example"),
              testing::AllOf(StartsWith("HTTP/1.1 403"), testing::Not(HasSubstr("Access-Control-Allow-Origin"))));
  EXPECT_THAT(with_origin("OPTIONS", "https://chat.example",
                          "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-a\r\n"),
              testing::AllOf(StartsWith("HTTP/1.1 204"), HasSubstr("Access-Control-Allow-Headers: x-a\r\n")));
}

TEST_F(server_test, lets_a_cross_origin_page_read_every_refusal) {
  options_.allowed_origins = {"https://chat.example"};
  options_.max_payload = 100;
  options_.session_limit = 1;
  options_.allow_request = allow_if([](const http::request& asked) { return !asked.parameter("bad"); });
  configure_ = [](server& engine) {
    engine.use([](http::request& asked, const decision& next) {
      next(asked.parameter("worse") ? std::optional<std::string>("no") : std::nullopt);
    });
  };
  start();
  const std::string session = open();
  const std::string unknown = "transport=polling&sid=" + std::string(session_id::length, 'A');
  const auto expect = [this](int status, std::string_view method, std::string_view query, std::string_view body = {},
                             std::string_view more = {}) {
    const answered answer = ask(method, query, body, "Origin: https://chat.example\r\n" + std::string(more));
    EXPECT_EQ(answer.status, status) << query;
    EXPECT_THAT(answer.head, HasSubstr("\r\nAccess-Control-Allow-Origin: https://chat.example\r\n")) << query;
    EXPECT_THAT(answer.head, HasSubstr("\r\nAccess-Control-Allow-Credentials: true\r\n")) << query;
    EXPECT_THAT(answer.head, HasSubstr("\r\nVary: Origin\r\n")) << query;
  };
  for (int i = 0; i < 4; ++i) {  // on either loop
    expect(400, "GET", "transport=x");
    expect(400, "POST", "transport=polling");
    expect(400, "GET", "transport=websocket");
    expect(400, "GET", unknown);
    expect(400, "PUT", session);
    expect(400, "GET", "transport=polling&worse=1");
    expect(403, "GET", "transport=polling&bad=1");
    expect(503, "GET", "transport=polling");
    expect(413, "POST", session, std::string(101, 'x'));
    expect(415, "POST", session, "4x", "Content-Encoding: gzip\r\n");
    expect(200, "POST", session, "6");
  }
  expect(400, "POST", session, "x");
  expect(204, "OPTIONS", session, {}, "Access-Control-Request-Method: POST\r\n");
}

TEST_F(server_test, names_the_protocol_of_a_client_that_is_too_old) {
  options_.v3 = server_options::v3_clients::refuse;
  start();
  const answered refused = ask("GET", "EIO=3&transport=polling");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, StartsWith(R"({"code":5,"message":"Unsupported protocol version","hint":"the client )"
                                       "speaks Engine.IO 3 "));
  ASSERT_EQ(errors_.size(), 1U);
  EXPECT_EQ(errors_[0].target, "/engine.io/?EIO=4&EIO=3&transport=polling");
}

TEST_F(server_test, tells_why_a_message_was_too_big) {
  options_.max_payload = 100;
  start();
  test::tcp_client socket(port_);
  socket.send(upgrade("") + client_frame(std::string(101, 'x')));
  EXPECT_THAT(socket.receive_all(), testing::EndsWith("\x03\xf1payload too big: 101 > 100 bytes"));
  const end ended = nth_end(1);
  EXPECT_EQ(ended.reason, close_reason::transport_error);
  EXPECT_EQ(ended.detail, "websocket closed with 1009: payload too big: 101 > 100 bytes");
  EXPECT_EQ(engine_->counters().oversized, 1U);
}

TEST_F(server_test, adds_the_headers_that_the_program_wants) {
  configure_ = [](server& engine) {
    engine.on_headers([](http::header_list& headers, const http::request& asked) {
      headers.emplace_back("X-Every", asked.parameter("transport").value_or("none"));
    });
    engine.on_initial_headers([](http::header_list& headers, const http::request&) {
      headers.emplace_back("X-First", "bad\r\nvalue");
      headers.emplace_back("bad name", "x");
    });
  };
  start();
  const answered opened = ask("GET", "transport=polling");
  EXPECT_THAT(opened.head, HasSubstr("\r\nX-Every: polling\r\nX-First: bad  value\r\n"));
  EXPECT_THAT(opened.head, testing::Not(HasSubstr("bad name")));
  const std::string session = "transport=polling&sid=" + opened.body.substr(9, session_id::length);
  for (const auto& answer : {ask("POST", session, "4x"), ask("GET", session), ask("GET", "transport=x")}) {
    EXPECT_THAT(answer.head, HasSubstr("\r\nX-Every: "));
    EXPECT_THAT(answer.head, testing::Not(HasSubstr("X-First")));
  }
  test::tcp_client fresh(port_);
  fresh.send(upgrade(""));
  EXPECT_THAT(fresh.receive_until("\r\n\r\n"),
              testing::EndsWith("\r\nX-Every: websocket\r\nX-First: bad  value\r\n\r\n"));
  test::tcp_client upgraded(port_);
  upgraded.send(upgrade(session.substr(session.find("sid="))));
  EXPECT_THAT(upgraded.receive_until("\r\n\r\n"), testing::EndsWith("\r\nX-Every: websocket\r\n\r\n"));
}

TEST_F(server_test, gives_the_session_id_in_a_cookie_with_the_handshake_only) {
  options_.cookie.emplace();
  start();
  const answered opened = ask("GET", "transport=polling");
  const std::string sid = opened.body.substr(9, session_id::length);
  const std::string line = "\r\nSet-Cookie: io=" + sid + "; Path=/; HttpOnly; SameSite=Lax\r\n";
  EXPECT_THAT(opened.head, HasSubstr(line));
  const std::string session = "transport=polling&sid=" + sid;
  EXPECT_THAT(ask("POST", session, "4x").head, testing::Not(HasSubstr("Set-Cookie")));
  EXPECT_THAT(ask("GET", session).head, testing::Not(HasSubstr("Set-Cookie")));
  EXPECT_THAT(ask("GET", "transport=x").head, testing::Not(HasSubstr("Set-Cookie")));
  test::tcp_client socket(port_);
  socket.send(upgrade(""));
  const std::string head = socket.receive_until("\r\n\r\n");
  const std::string frame = socket.receive_until("}");
  const std::string own = frame.substr(frame.find("sid\":\"") + 6, session_id::length);
  EXPECT_THAT(head, HasSubstr("\r\nSet-Cookie: io=" + own + "; Path=/; HttpOnly; SameSite=Lax\r\n"));
}

TEST_F(server_test, compresses_large_answers_for_those_who_take_it) {
  accept_ = [this](session& self, const http::request& asked) {
    const auto mode = asked.parameter("plain") ? compression::off : compression::allow;
    self.send(message_type::text, std::string(1022 + (asked.parameter("small") ? 0 : 1), 'x'), mode);
    return std::make_unique<echo>(*this);
  };
  start();
  const auto poll = [this](std::string_view query, std::string_view accepts) {
    const answered opened = ask("GET", "transport=polling&" + std::string(query));
    return ask("GET", "transport=polling&sid=" + opened.body.substr(9, session_id::length), {}, accepts);
  };
  const answered gzip = poll("", "Accept-Encoding: gzip, deflate\r\n");
  EXPECT_THAT(gzip.head, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
  EXPECT_THAT(gzip.head, HasSubstr("\r\nVary: Accept-Encoding\r\n"));
  EXPECT_THAT(gzip.head, HasSubstr("\r\nContent-Type: text/plain; charset=UTF-8\r\n"));
  EXPECT_THAT(gzip.body, StartsWith("\x1f\x8b"));
  EXPECT_LT(gzip.body.size(), 100U);
  EXPECT_THAT(poll("", "Accept-Encoding: gzip;q=0, deflate\r\n").head, HasSubstr("\r\nContent-Encoding: deflate\r\n"));

  const auto is_plain = [](const answered& answer) {
    return answer.body.starts_with("4xxx") && !answer.head.contains("Content-Encoding");
  };
  const answered refuses = poll("", "Accept-Encoding: gzip;q=0, br\r\n");
  EXPECT_TRUE(is_plain(refuses));
  EXPECT_THAT(refuses.head, HasSubstr("\r\nVary: Accept-Encoding\r\n"));
  EXPECT_TRUE(is_plain(poll("", {})));
  EXPECT_TRUE(is_plain(poll("small=1", "Accept-Encoding: gzip\r\n")));
  EXPECT_TRUE(is_plain(poll("plain=1", "Accept-Encoding: gzip\r\n")));
}

TEST_F(server_test, compresses_websocket_messages_for_those_who_agree) {
  options_.deflate = server_options::feature::on;
  start();
  const std::string text(3000, 'x');
  const auto first_byte_of_echo = [&](std::string_view offer) {
    test::tcp_client socket(port_);
    socket.send(upgrade("", offer) + client_frame("4" + text));
    const std::string head = socket.receive_until("\r\n\r\n");
    EXPECT_EQ(head.contains("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                            "client_no_context_takeover\r\n"),
              offer == "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
    EXPECT_THAT(socket.receive_until("}"), HasSubstr("\"upgrades\":[]"));
    return socket.receive(1);
  };
  EXPECT_EQ(first_byte_of_echo("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"), "\xc1");
  EXPECT_EQ(first_byte_of_echo("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n"), "\x81")
      << "the shared compressor has the full window";
  EXPECT_EQ(first_byte_of_echo(""), "\x81");
}

TEST_F(server_test, limits_the_handshakes_of_an_address) {
  options_.handshakes_per_address = {.per_second = 0.001, .burst = 2};
  start();
  const std::string session = open();
  test::tcp_client socket(port_);
  socket.send(upgrade(""));
  EXPECT_THAT(socket.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
  for (int i = 0; i < 4; ++i) {  // on either loop
    const answered refused = ask("GET", "transport=polling", {}, "Origin: http://h\r\n");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.body, R"({"code":4,"message":"Too many handshakes"})");
    EXPECT_THAT(refused.head, testing::ContainsRegex("\r\nRetry-After: (1000|9[0-9][0-9])\r\n"));
    EXPECT_THAT(refused.head, HasSubstr("\r\nVary: Origin\r\n"));
    test::tcp_client again(port_);
    again.send(upgrade(""));
    EXPECT_THAT(again.receive_all(),
                testing::AllOf(StartsWith("HTTP/1.1 429 Too Many Requests\r\n"), HasSubstr("\r\nRetry-After: "),
                               testing::EndsWith("\r\n\r\nToo many handshakes")));
  }
  EXPECT_EQ(ask("POST", session, "4x").status, 200) << "what is open goes on";
  EXPECT_EQ(ask("GET", "transport=polling", {}, "Origin: https://evil.example\r\n").status, 403);
  EXPECT_EQ(engine_->counters().throttled, 8U);
}

TEST_F(server_test, ends_a_client_that_sends_too_much) {
  options_.packets_per_session = {.per_second = 1, .burst = 3};
  options_.bytes_per_session = {.per_second = 1};
  start();
  test::tcp_client socket(port_);
  std::string flood;
  for (int i = 0; i < 5; ++i) flood += client_frame("4" + std::string(1000, 'x'));
  socket.send(upgrade("") + flood);
  EXPECT_THAT(socket.receive_until("rate limited"), testing::EndsWith("\x03\xf0rate limited"));
  EXPECT_EQ(nth_end(1).detail, "more than 1 packets a second and 3 at once") << "the bytes of one message are allowed";
  EXPECT_EQ(engine_->counters().closed_for(close_reason::rate_limited), 1U);
}

TEST_F(server_test, serves_its_path_without_the_slash_when_told_to) {
  const auto status = [this](std::string_view path) {
    test::tcp_client client(port_);
    client.send("GET " + std::string(path) +
                "?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    return read(client).status;
  };
  options_.trailing_slash = server_options::slash::optional;
  start();
  EXPECT_EQ(status("/engine.io"), 200);
  EXPECT_EQ(status("/engine.io/"), 200);
  EXPECT_EQ(status("/engine.io/more"), 200);
  EXPECT_EQ(status("/engine.iox"), 404);
}

TEST_F(server_test, wants_the_slash_otherwise) {
  start();
  test::tcp_client client(port_);
  client.send("GET /engine.io?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(read(client).status, 404);
}

}  // namespace
}  // namespace webchats::engineio
