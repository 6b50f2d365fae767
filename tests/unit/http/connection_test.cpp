#include "http/connection.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "http/entity.hpp"
#include "server_fixture.hpp"

namespace webchats::http {
namespace {

using namespace std::chrono_literals;
using testing::Test;

boost::asio::awaitable<response> echo_later(request asked) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 5ms);
  co_await timer.async_wait(boost::asio::use_awaitable);
  co_return response::text(200, "later:" + asked.body);
}

boost::asio::awaitable<response> fail_later(request) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 1ms);
  co_await timer.async_wait(boost::asio::use_awaitable);
  throw std::runtime_error("a bug in a handler");
}

/// Numbers as text, 8 bytes each; can be told to fail from some place on. Answers now or in a later turn.
class counting_source final : public body_source {
 public:
  explicit counting_source(std::uint64_t size, std::uint64_t fails_at = UINT64_MAX)
      : size_(size), fails_at_(fails_at) {}
  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
  boost::asio::awaitable<base::shared_buffer> read(std::uint64_t offset, std::size_t most) override {
    if (++reads % 2 == 0)
      co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    if (offset >= fails_at_) co_return base::shared_buffer();
    largest = std::max(largest, most);
    co_return base::shared_buffer(bytes(offset, most));
  }
  static std::string bytes(std::uint64_t offset, std::size_t count) {
    std::string text;
    for (std::uint64_t number = offset / 8; text.size() < offset % 8 + count; ++number)
      text += fmt::format("{:08}", number);
    return text.substr(offset % 8, count);
  }

  int reads = 0;
  std::size_t largest = 0;

 private:
  std::uint64_t size_;
  std::uint64_t fails_at_;
};

class connection_of_a_client : public server_test {
 protected:
  connection_of_a_client() {
    routes_.add(method::get, "/path/{name}", [](const request& asked, responder answer) {
      answer.send(response::text(200, asked.path + "?" + asked.query));
    });
    routes_.add(method::post, "/echo",
                [](const request& asked, responder answer) { answer.send(response::text(200, "now:" + asked.body)); },
                {.body_limit = 1000});
    routes_.add(method::post, "/later", coroutine_handler(echo_later));
    routes_.add(method::get, "/fail", coroutine_handler(fail_later));
    routes_.add(method::get, "/throw", [](const request&, const responder&) { throw std::runtime_error("a bug"); });
    routes_.add(method::get, "/drop", [](const request&, const responder&) {});
    routes_.add(method::get, "/wait", [this](const request&, responder answer) {
      answer.on_abort([this] { aborted_.set_value(); });
      held_ = std::move(answer);
      waiting_.set_value();
    });
  }

  void TearDown() override {
    if (server_ != nullptr) on_loop([this] { held_ = responder(); });
    server_test::TearDown();
  }

  responder held_;
  std::promise<void> waiting_;
  std::promise<void> aborted_;
};

TEST_F(connection_of_a_client, answers_several_requests_on_one_connection) {
  test::tcp_client client(port());
  for (const std::string path : {"/path/a?x=1", "/path/b?"}) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string got = client.receive_until("\r\n\r\n" + path);
    EXPECT_EQ(status_in(got), 200);
    EXPECT_TRUE(got.contains("Connection: keep-alive\r\n"));
    EXPECT_TRUE(got.contains("\r\nDate: "));
  }
}

TEST_F(connection_of_a_client, answers_pipelined_requests_in_order_whoever_is_slower) {
  const std::string answers = exchange(
      "POST /later HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n1"
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n2"
      "POST /later HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n3\r\n0\r\n\r\n"
      "GET /path/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /path/never HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_LT(answers.find("later:1"), answers.find("now:2"));
  EXPECT_LT(answers.find("now:2"), answers.find("later:3"));
  EXPECT_LT(answers.find("later:3"), answers.find("/path/x"));
  EXPECT_EQ(count_of("HTTP/1.1 200 OK", answers), 4U);
  EXPECT_EQ(count_of("Connection: close", answers), 1U);
}

TEST_F(connection_of_a_client, answers_thousands_of_pipelined_requests_to_a_client_that_reads_late) {
  routes_.add(method::get, "/large",
              [body = base::shared_buffer(std::string(100'000, 'x'))](const request&, responder answer) {
                response large;
                large.shared_body = body;
                answer.send(std::move(large));
              });
  constexpr std::size_t count = 300;
  test::tcp_client client(port(), 4096);
  std::string asked;
  for (std::size_t i = 0; i < count; ++i) asked += "GET /large HTTP/1.1\r\nHost: h\r\n\r\n";
  std::thread sender([&] { client.send(asked); });
  std::size_t got = 0;
  for (std::size_t i = 0; i < count; ++i) {
    ASSERT_EQ(status_in(client.receive_until("\r\n\r\n")), 200);
    got += client.receive(100'000).size();
  }
  sender.join();
  EXPECT_EQ(got, count * 100'000);
}

TEST_F(connection_of_a_client, head_is_get_without_the_body) {
  const std::string got = exchange("HEAD /path/abc HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(status_in(got), 200);
  EXPECT_TRUE(got.contains("Content-Length: 10\r\n"));
  EXPECT_TRUE(got.ends_with("\r\n\r\n"));
}

TEST_F(connection_of_a_client, unknown_paths_methods_and_options_get_their_answers) {
  const auto ask = [&](const std::string& line) {
    return exchange(line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  };
  EXPECT_EQ(status_in(ask("GET /none")), 404);
  const std::string wrong_method = ask("DELETE /echo");
  EXPECT_EQ(status_in(wrong_method), 405);
  EXPECT_TRUE(wrong_method.contains("Allow: POST, OPTIONS\r\n"));
  const std::string options = ask("OPTIONS /path/x");
  EXPECT_EQ(status_in(options), 204);
  EXPECT_TRUE(options.contains("Allow: GET, HEAD, OPTIONS\r\n"));
  EXPECT_FALSE(options.contains("Content-Length"));
  EXPECT_EQ(status_in(ask("OPTIONS *")), 204);
  EXPECT_EQ(status_in(ask("TRACE /path/x")), 405);
}

TEST_F(connection_of_a_client, paths_that_climb_or_hide_are_not_found_or_malformed) {
  const auto ask = [&](const std::string& target) {
    return status_in(exchange("GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  };
  for (const char* target : {"/path/../x", "/path/%2e%2e/x", "/path/..%2fx", "/path/..%5cx", "//path/x", "/path//x",
                             "/./path/x", "/path/%2e", "/path/a%2fb", "/path/a\\b"}) {
    EXPECT_EQ(ask(target), 404) << target;
  }
  for (const char* target : {"/path/%00", "/path/%", "/path/%g1", "/path/%ff", "/path/%0d%0a", "/path/#x", "path/x"}) {
    EXPECT_EQ(ask(target), 400) << target;
  }
  EXPECT_EQ(ask("/path/%252e"), 200) << "decoded once, it is a name";
}

TEST_F(connection_of_a_client, an_absolute_target_must_name_the_host) {
  const auto ask = [&](const std::string& target) {
    return status_in(exchange("GET " + target + " HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\n\r\n"));
  };
  EXPECT_EQ(ask("http://h:1/path/x"), 200);
  EXPECT_EQ(ask("HTTP://H:1/path/x"), 200);
  EXPECT_EQ(ask("http://other/path/x"), 400);
  EXPECT_EQ(ask("ftp://h:1/path/x"), 400);
  EXPECT_EQ(ask("http://h:1"), 400);
}

TEST_F(connection_of_a_client, a_body_over_the_limit_is_413_and_the_end) {
  const std::string announced = exchange("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_EQ(status_in(announced), 413);
  EXPECT_TRUE(announced.contains("Connection: close"));
  EXPECT_TRUE(announced.ends_with("\r\n\r\npayload too big: 1001 > 1000 bytes\n")) << announced;
  const std::string chunked =
      exchange("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x'));
  EXPECT_EQ(status_in(chunked), 413);
  EXPECT_TRUE(chunked.ends_with("\r\n\r\npayload too big: more than 1000 bytes\n")) << chunked;
  // A client that does not look before it has sent everything still reads the answer, not a reset.
  test::tcp_client client(port());
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n" + std::string(3'000'000, 'x'));
  EXPECT_EQ(status_in(client.receive_all()), 413);
  EXPECT_FALSE(client.was_reset());
}

TEST_F(connection_of_a_client, the_body_limit_may_depend_on_the_request) {
  routes_.add(
      method::post, "/upload",
      [](const request& asked, responder answer) { answer.send(response::text(200, asked.body)); },
      {.body_limit_for = [](const request& head) { return head.header("x-big") ? std::size_t{10} : std::size_t{1}; }});
  const std::string head = "POST /upload HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 5\r\n";
  EXPECT_EQ(status_in(exchange(head + "\r\nhello")), 413);
  EXPECT_EQ(status_in(exchange(head + "X-Big: 1\r\n\r\nhello")), 200);
}

TEST_F(connection_of_a_client, a_route_completes_the_answer_to_a_body_it_does_not_get) {
  options_.body_timeout = 30ms;
  routes_.add(method::post, "/upload",
              [](const request& asked, responder answer) { answer.send(response::text(200, asked.body)); },
              {.body_limit = 10, .on_body_refused = [](const request& head, response& refusal) {
                 refusal.headers.emplace_back("X-Said", *head.header("x-said"));
               }});
  const std::string head = "POST /upload HTTP/1.1\r\nHost: h\r\nX-Said: hello\r\n";
  for (const auto& [rest, status] : {std::pair{"Content-Length: 11\r\n\r\n", 413},
                                     {"Transfer-Encoding: chunked\r\n\r\nb\r\nhello world", 413},
                                     {"Transfer-Encoding: chunked\r\n\r\nnonsense", 400},
                                     {"Content-Length: 2\r\nContent-Encoding: gzip\r\n\r\nab", 415},
                                     {"Content-Length: 2\r\nExpect: x\r\n\r\n", 417},
                                     {"Content-Length: 2\r\n\r\na", 408}}) {
    const std::string answer = exchange(head + rest);
    EXPECT_EQ(status_in(answer), status) << rest;
    EXPECT_TRUE(answer.contains("X-Said: hello\r\n")) << rest;
  }
}

TEST_F(connection_of_a_client, what_no_route_sees_is_completed_as_far_as_its_path_is_known) {
  options_.head_timeout = 30ms;
  options_.body_timeout = 30ms;
  routes_.complete_refusals("/api/", [](const request& head, response& refusal) {
    refusal.headers.emplace_back("X-Said", head.header("x-said").value_or("nothing"));
  });
  routes_.add(method::post, "/api/upload",
              [](const request& asked, responder answer) { answer.send(response::text(200, asked.body)); },
              {.body_limit = 1});
  const std::string said = "Host: h\r\nX-Said: hello\r\n";
  const std::string much(20'000, 'x');
  for (const auto& [sent, status, words] :
       {std::tuple{"GET /api/x HTTP/1.1\r\n" + said + "X-Much: " + much, 431, "hello"},
        {"GET /api/x HTTP/1.1\r\nX-Much: " + much, 431, "nothing"},
        {"GET /api/" + much.substr(0, 9'000) + " HTTP/1.1\r\n", 414, "nothing"},
        {"GET /api/x HTTP/1.1\r\n" + said + "Two Words: x\r\n\r\n", 400, "hello"},
        {"GET /api/x HTTP/1.1\r\n" + said + "Host: h\r\n\r\n", 400, "hello"},
        {"GET /api/x HTTP/3.1\r\n\r\n", 505, "nothing"},
        {"GET /api/x HTTP/1.1\r\n" + said + "Transfer-Encoding: gzip\r\n\r\n", 501, "hello"},
        {"GET /api/%zz HTTP/1.1\r\n" + said + "\r\n", 400, "hello"},
        {"GET /api/x HTTP/1.1\r\n" + said + "Connection: close\r\n\r\n", 404, "hello"},
        {"POST /api/x HTTP/1.1\r\n" + said + "Content-Length: 1\r\n\r\n", 404, "hello"},
        {"POST /api/upload HTTP/1.1\r\n" + said + "Content-Length: 2\r\n\r\n", 413, "hello"},
        {"GET /api/x HTTP/1.1\r\n" + said + "X", 408, "hello"},
        {"GET /api/x", 408, "nothing"},
        // Nobody knows that it would have been the same path, or it is not.
        {"GET /ap", 408, ""},
        {"BREW /api/x HTTP/1.1\r\n", 400, ""},
        {"GET /other HTTP/1.1\r\n" + said + "X-Much: " + much, 431, ""}}) {
    const std::string answer = exchange(sent);
    EXPECT_EQ(status_in(answer), status) << sent.substr(0, 100);
    const std::string line = "X-Said: " + std::string(words) + "\r\n";
    EXPECT_EQ(answer.contains(*words == '\0' ? "X-Said" : line), *words != '\0') << sent.substr(0, 100);
  }
}

TEST_F(connection_of_a_client, continue_is_sent_to_those_who_wait_for_it) {
  test::tcp_client client(port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ab");
  EXPECT_TRUE(client.receive_all().ends_with("now:ab"));

  EXPECT_EQ(
      status_in(exchange("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9999\r\nExpect: 100-continue\r\n\r\n")),
      413);
  EXPECT_EQ(status_in(exchange("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: x\r\n\r\n")), 417);
}

TEST_F(connection_of_a_client, compressed_bodies_are_refused) {
  EXPECT_EQ(
      status_in(exchange("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Encoding: gzip\r\n\r\nab")),
      415);
}

TEST_F(connection_of_a_client, a_slow_head_or_body_is_408_and_the_end) {
  options_.head_timeout = 30ms;
  options_.body_timeout = 30ms;
  const std::string slow_head = exchange("GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(status_in(slow_head), 408);
  EXPECT_TRUE(slow_head.contains("Connection: close"));
  EXPECT_EQ(status_in(exchange("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhel")), 408);
}

TEST_F(connection_of_a_client, bytes_that_trickle_do_not_extend_the_deadline) {
  options_.head_timeout = 50ms;
  test::tcp_client client(port());
  std::atomic<bool> answered = false;
  // Each byte arrives well within the timeout of the one before.
  std::thread trickle([&] {
    client.send("GET / HTTP/1.1\r\nX: ");
    while (!answered && client.send("y")) std::this_thread::sleep_for(5ms);
  });
  EXPECT_EQ(status_in(client.receive_until("\r\n\r\n")), 408);
  answered = true;
  trickle.join();
}

TEST_F(connection_of_a_client, a_connection_without_requests_ends_in_silence) {
  options_.head_timeout = 30ms;
  options_.idle_timeout = 30ms;
  EXPECT_EQ(exchange(""), "");
  test::tcp_client client(port());
  client.send("GET /path/x HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(client.receive_all().ends_with("/path/x?"));
}

TEST_F(connection_of_a_client, one_who_has_finished_sending_is_still_answered) {
  test::tcp_client client(port());
  client.send("POST /later HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n1GET /path/x HTTP/1.1\r\nHost: h\r\n\r\n");
  client.finish_sending();
  const std::string got = client.receive_all();
  EXPECT_TRUE(got.contains("later:1"));
  EXPECT_TRUE(got.ends_with("/path/x?"));
}

TEST_F(connection_of_a_client, a_poll_is_told_when_its_client_goes) {
  test::tcp_client client(port());
  client.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
  waiting_.get_future().wait();
  on_loop([&] { EXPECT_TRUE(held_.alive()); });
  client.close();
  aborted_.get_future().wait();
  on_loop([&] {
    EXPECT_FALSE(held_.alive());
    held_.send(response::text(200, "to nobody"));
  });
}

TEST_F(connection_of_a_client, a_poll_is_answered_from_another_thread) {
  test::tcp_client client(port());
  client.send("GET /wait HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  waiting_.get_future().wait();
  std::thread([&] { held_.send(response::text(200, "from afar")); }).join();
  EXPECT_TRUE(client.receive_all().ends_with("from afar"));
}

TEST_F(connection_of_a_client, a_handler_that_fails_in_any_way_is_500_and_the_connection_lives) {
  test::tcp_client client(port());
  for (const std::string path : {"/throw", "/drop", "/fail"}) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string head = client.receive_until("\r\n\r\n");
    EXPECT_EQ(status_in(head), 500) << path;
    EXPECT_TRUE(head.contains("Content-Length: 22\r\n"));
    EXPECT_EQ(client.receive(22), "Internal Server Error\n");
  }
}

TEST_F(connection_of_a_client, an_upgrade_hands_over_the_stream_and_what_came_early) {
  struct upgraded : net::stream_handler {
    explicit upgraded(net::stream& own) : stream(own) {}
    void on_bytes(std::span<char> bytes) override {
      stream.write(net::chunk::copy("raw:", {bytes.data(), bytes.size()}));
    }
    void on_close(net::close_cause) override {}
    net::stream& stream;
  };
  routes_.mount("/upgrade", [](const request& asked, responder answer) {
    EXPECT_TRUE(asked.upgrade);
    std::string rest;
    const net::stream_ptr stream = answer.take_stream(rest);
    ASSERT_NE(stream, nullptr);
    EXPECT_FALSE(answer.alive());
    stream->write(net::chunk::copy("101:", rest));
    stream->set_handler(std::make_unique<upgraded>(*stream));
  });
  test::tcp_client client(port());
  client.send(
      "GET /path/x HTTP/1.1\r\nHost: h\r\n\r\n"
      "GET /upgrade HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly");
  EXPECT_EQ(status_in(client.receive_until("/path/x?")), 200);
  EXPECT_EQ(client.receive(9), "101:early");
  client.send("later");
  EXPECT_EQ(client.receive(9), "raw:later");
}

TEST_F(connection_of_a_client, an_upgrade_to_http2_is_answered_as_http1) {
  const std::string got = exchange(
      "GET /path/x HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\nGET /path/y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(count_of("HTTP/1.1 200 OK", got), 2U);
}

TEST_F(connection_of_a_client, every_answer_has_the_routers_headers_and_echoed_values_add_none) {
  routes_.always("X-Content-Type-Options", "nosniff");
  routes_.always("Content-Security-Policy", "default-src 'self'");
  routes_.add(method::get, "/own", [](const request& asked, responder answer) {
    response made = response::text(200, "x");
    made.headers.emplace_back("content-security-policy", "sandbox");
    made.headers.emplace_back("X-Echo", asked.parameter("v").value_or(""));
    answer.send(std::move(made));
  });
  const std::string own = exchange("GET /own?v=a%0d%0aX-Bad:%201 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(count_of("nosniff", own), 1U);
  EXPECT_EQ(count_of("ontent-", own), 4U) << own;
  EXPECT_TRUE(own.contains("sandbox"));
  EXPECT_FALSE(own.contains("\nX-Bad"));
  EXPECT_TRUE(exchange("broken\r\n\r\n").contains("nosniff"));
}

TEST_F(connection_of_a_client, the_address_comes_from_a_trusted_proxy_only) {
  routes_.add(method::get, "/who", [](const request& asked, responder answer) {
    answer.send(response::text(200, "[" + asked.peer_address + "]"));
  });
  options_.trusted_proxies = {"127.0.0.0/8", "10.0.0.1"};
  const auto ask = [&](const std::string& headers) {
    const std::string got = exchange("GET /who HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n");
    return got.substr(got.find('['));
  };
  EXPECT_EQ(ask(""), "[127.0.0.1]");
  EXPECT_EQ(ask("X-Forwarded-For: 1.2.3.4\r\n"), "[1.2.3.4]");
  EXPECT_EQ(ask("X-Forwarded-For: 9.9.9.9, 1.2.3.4, 10.0.0.1\r\n"), "[1.2.3.4]")
      << "what a client adds itself is not believed";
  EXPECT_EQ(ask("X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 1.2.3.4\r\n"), "[1.2.3.4]");
  EXPECT_EQ(ask("X-Forwarded-For: 1.2.3.4, nonsense\r\n"), "[127.0.0.1]");
  EXPECT_EQ(ask("X-Forwarded-For: ::ffff:1.2.3.4\r\n"), "[1.2.3.4]");
}

TEST_F(connection_of_a_client, an_untrusted_peer_cannot_choose_its_address) {
  routes_.add(method::get, "/who", [](const request& asked, responder answer) {
    answer.send(response::text(200, "[" + asked.peer_address + "]"));
  });
  EXPECT_TRUE(exchange("GET /who HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n")
                  .ends_with("[127.0.0.1]"));
}

TEST_F(connection_of_a_client, connections_per_address_are_limited_and_places_come_back) {
  options_.connections_per_address = 2;
  const std::string ask = "GET /path/x HTTP/1.1\r\nHost: h\r\n\r\n";
  auto first = std::make_unique<test::tcp_client>(port());
  test::tcp_client second(port());
  for (test::tcp_client* client : {first.get(), &second}) {
    client->send(ask);
    EXPECT_TRUE(client->receive_until("/path/x?").ends_with("/path/x?"));
  }
  EXPECT_EQ(exchange(ask), "") << "the third is dropped";
  first.reset();
  // The place is free once the server has seen the end, which nothing tells this client.
  std::string got;
  for (int i = 0; i < 200 && got.empty(); ++i)
    got = exchange("GET /path/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(status_in(got), 200);
}

TEST_F(connection_of_a_client, large_bodies_share_a_memory_that_comes_back) {
  constexpr std::size_t large = std::size_t{1} << 20;
  options_.body_bytes = large + large / 2;
  routes_.add(method::post, "/large",
              [](const request& asked, responder answer) {
                answer.send(response::text(200, std::to_string(asked.body.size())));
              },
              {.body_limit = 2 * large});
  const std::string head = "POST /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: ";
  const auto post = [&] { return exchange(head + std::to_string(large) + "\r\n\r\n" + std::string(large, 'x')); };
  EXPECT_EQ(status_in(post()), 200);

  test::tcp_client holder(port());
  holder.send(head + std::to_string(large + 1) + "\r\n\r\n" + std::string(large, 'x'));
  // The second is refused once the first has arrived, which nothing tells this client.
  std::string got;
  for (int i = 0; i < 200 && status_in(got) != 503; ++i) got = post();
  EXPECT_EQ(status_in(got), 503);
  holder.send("x");
  EXPECT_EQ(status_in(holder.receive_all()), 200);
  EXPECT_EQ(status_in(post()), 200);
}

TEST_F(connection_of_a_client, connections_through_a_proxy_count_for_the_client_behind_it) {
  options_.connections_per_address = 1;
  options_.trusted_proxies = {"127.0.0.1"};
  const auto ask = [](const std::string& client) {
    return "GET /path/x HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: " + client + "\r\n\r\n";
  };
  test::tcp_client first(port());
  test::tcp_client second(port());
  test::tcp_client third(port());
  first.send(ask("1.1.1.1"));
  EXPECT_EQ(status_in(first.receive_until("/path/x?")), 200);
  second.send(ask("1.1.1.1"));
  EXPECT_EQ(status_in(second.receive_until("\r\n\r\n")), 429);
  third.send(ask("2.2.2.2"));
  EXPECT_EQ(status_in(third.receive_until("/path/x?")), 200);
}

TEST_F(connection_of_a_client, draining_ends_idle_connections_and_lets_answers_out) {
  test::tcp_client idle(port());
  idle.send("GET /path/x HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(status_in(idle.receive_until("/path/x?")), 200);
  test::tcp_client busy(port());
  busy.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
  waiting_.get_future().wait();
  server_->stop_accepting();
  EXPECT_EQ(idle.receive_all(), "");
  on_loop([&] { held_.send(response::text(200, "last")); });
  const std::string got = busy.receive_all();
  EXPECT_TRUE(got.contains("Connection: close\r\n"));
  EXPECT_TRUE(got.ends_with("last"));
  EXPECT_THROW(test::tcp_client late(port()), std::system_error);
}

TEST_F(connection_of_a_client, an_address_that_is_served_already_is_refused) {
  net::loop_group others(1);
  server second(others, routes_);
  EXPECT_THROW(second.listen({boost::asio::ip::address_v4::loopback(), port()}), boost::system::system_error);
}

class streamed_answer : public server_test {
 protected:
  static constexpr std::size_t large = 3'000'003;  // more than the outbox and the socket take at once

  void serve(std::shared_ptr<counting_source> source) {
    source_ = std::move(source);
    routes_.add(method::get, "/large", [this](const request& asked, responder answer) {
      answer.send(serve_entity(
          asked, {.bytes = {}, .content_type = "text/plain", .etag = "e", .cache_control = {}, .source = source_}));
    });
    routes_.add(method::get, "/small",
                [](const request&, responder answer) { answer.send(response::text(200, "small")); });
  }
  static std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

  std::shared_ptr<counting_source> source_;
};

TEST_F(streamed_answer, is_whole_and_never_in_memory_whole) {
  serve(std::make_shared<counting_source>(large));
  const auto answer = exchange("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 3000003\r\n"), std::string::npos);
  EXPECT_TRUE(body_of(answer) == counting_source::bytes(0, large));
  EXPECT_LE(source_->largest, std::size_t{64} * 1024);
}

TEST_F(streamed_answer, may_be_a_range_and_others_follow_on_the_connection) {
  serve(std::make_shared<counting_source>(large));
  const auto answer = exchange(
      "GET /large HTTP/1.1\r\nHost: h\r\nRange: bytes=1000001-2500000\r\n\r\n"
      "HEAD /large HTTP/1.1\r\nHost: h\r\n\r\n"
      "GET /large HTTP/1.1\r\nHost: h\r\nRange: bytes=3000003-\r\n\r\n"
      "GET /large HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"e\"\r\n\r\n"
      "GET /small HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Range: bytes 1000001-2500000/3000003\r\n"), std::string::npos);
  EXPECT_TRUE(body_of(answer).starts_with(counting_source::bytes(1'000'001, 1'500'000) + "HTTP/1.1 200 OK\r\n"));
  EXPECT_NE(answer.find("Content-Range: bytes */3000003\r\n"), std::string::npos);
  EXPECT_EQ(count_of("HTTP/1.1 304 ", answer), 1U);
  EXPECT_TRUE(answer.ends_with("\r\n\r\nsmall"));
}

TEST_F(streamed_answer, ends_the_connection_when_its_source_fails) {
  serve(std::make_shared<counting_source>(large, 200'000));
  const auto answer = exchange("GET /large HTTP/1.1\r\nHost: h\r\n\r\nGET /small HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 3000003\r\n"), std::string::npos);
  EXPECT_LT(answer.size(), large);
  EXPECT_EQ(count_of("small", answer), 0U);
}

TEST_F(streamed_answer, is_read_no_further_than_its_client_reads) {
  serve(std::make_shared<counting_source>(std::uint64_t{1} << 40));
  {
    test::tcp_client client(port());
    client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    // Two turns without a read: the socket is full.
    for (int before = -1, quiet = 0; quiet < 3;) {
      on_loop([&] {
        quiet = source_->reads == before ? quiet + 1 : 0;
        before = source_->reads;
      });
      std::this_thread::sleep_for(20ms);
    }
    EXPECT_LT(source_->reads, 1'000);
  }
  // Its end frees the source.
  while (source_.use_count() > 2) std::this_thread::sleep_for(1ms);
}

}  // namespace
}  // namespace webchats::http
