#include <string>

#include "http/origin.hpp"
#include "net/tls.hpp"
#include "server_fixture.hpp"
#include "support/tls_client.hpp"

namespace webchats::http {
namespace {

using test::tls_client;

class https_server : public server_test {
 protected:
  https_server() {
    routes_.add(method::get, "/secure", [](const request& asked, responder answer) {
      answer.send(response::text(200, asked.secure() ? "https" : "http"));
    });
    routes_.add(method::post, "/echo",
                [](request asked, responder answer) { answer.send(response::text(200, std::move(asked.body))); },
                {.body_limit = 8 << 20});
    routes_.add(method::get, "/origin", [](const request& asked, responder answer) {
      answer.send(response::text(origin_policy().permits(asked) ? 200 : 403, ""));
    });
  }

  std::uint16_t secure_port() {
    if (secure_port_ == 0) {
      port();
      secure_port_ = server_->listen({boost::asio::ip::address_v4::loopback(), 0}, tls_).port();
    }
    return secure_port_;
  }

  test::certificate certificate_{"first"};
  net::tls_context tls_{net::tls_options{.certificate_chain = certificate_.chain(), .private_key = certificate_.key()}};

 private:
  std::uint16_t secure_port_ = 0;
};

constexpr std::string_view get_secure = "GET /secure HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(https_server, answers_requests_one_after_the_other) {
  tls_client client(secure_port());
  EXPECT_EQ(client.peer().protocol(), "http/1.1");
  for (int i = 0; i < 3; ++i) {
    client.send(get_secure);
    EXPECT_TRUE(client.receive_until("\r\n\r\n").starts_with("HTTP/1.1 200 "));
    EXPECT_EQ(client.receive(5), "https");
  }
}

TEST_F(https_server, serves_http_on_another_port_at_the_same_time) {
  test::tcp_client plain(port());
  plain.send(get_secure);
  EXPECT_NE(plain.receive_until("\r\n\r\n"), "");
  EXPECT_EQ(plain.receive(4), "http");
  tls_client secure(secure_port());
  secure.send(get_secure);
  EXPECT_NE(secure.receive_until("\r\n\r\n"), "");
  EXPECT_EQ(secure.receive(5), "https");
}

TEST_F(https_server, carries_large_bodies_both_ways) {
  std::string body;
  while (body.size() < 5'000'000) body += std::to_string(body.size());
  tls_client client(secure_port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body);
  EXPECT_NE(client.receive_until("\r\n\r\n"), "");
  EXPECT_EQ(client.receive_all(), body);
  EXPECT_TRUE(client.peer().ended());
}

TEST_F(https_server, answers_who_has_finished_sending) {
  tls_client client(secure_port());
  client.send(get_secure);
  client.finish_sending();
  EXPECT_NE(client.receive_all().find("https"), std::string::npos);
}

TEST_F(https_server, tells_a_client_of_plain_http_what_this_port_is) {
  test::tcp_client client(secure_port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string answer = client.receive_all();
  EXPECT_EQ(status_in(answer), 400);
  EXPECT_NE(answer.find("https://"), std::string::npos);
}

TEST_F(https_server, drops_a_request_that_is_cut_off) {
  tls_client client(secure_port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
  client.tcp().finish_sending();
  EXPECT_EQ(client.receive_all(), "");
}

TEST_F(https_server, drops_who_shakes_hands_too_slowly) {
  options_.head_timeout = std::chrono::milliseconds(300);
  test::tcp_client client(secure_port());
  client.send("\x16");
  EXPECT_EQ(client.receive_all(), "");
  tls_client silent(secure_port());
  EXPECT_EQ(silent.receive_all(), "");
  EXPECT_TRUE(silent.peer().ended());
}

TEST_F(https_server, knows_the_scheme_of_its_own_pages) {
  const auto status_of = [](auto& client, const std::string& headers) {
    client.send("GET /origin HTTP/1.1\r\nHost: chat.example\r\n" + headers + "\r\n");
    return status_in(client.receive_until("\r\n\r\n"));
  };
  tls_client secure(secure_port());
  EXPECT_EQ(status_of(secure, "Origin: https://chat.example\r\n"), 200);
  EXPECT_EQ(status_of(secure, "Origin: http://chat.example\r\n"), 403);
  test::tcp_client plain(port());
  EXPECT_EQ(status_of(plain, "Origin: http://chat.example\r\n"), 200);
  EXPECT_EQ(status_of(plain, "Origin: https://chat.example\r\n"), 403);
  EXPECT_EQ(status_of(plain, "Origin: https://chat.example\r\nX-Forwarded-Proto: https\r\n"), 200);
  // A proxy that speaks TLS to us and not to its client.
  EXPECT_EQ(status_of(secure, "Origin: http://chat.example\r\nX-Forwarded-Proto: http\r\n"), 200);
}

TEST_F(https_server, takes_a_new_certificate_while_it_serves) {
  tls_client before(secure_port());
  certificate_.become(test::certificate("second"));
  ASSERT_TRUE(tls_.reload());
  tls_client after(secure_port());
  EXPECT_EQ(before.peer().server_name(), "first");
  EXPECT_EQ(after.peer().server_name(), "second");
  before.send(get_secure);
  EXPECT_TRUE(before.receive_until("\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(https_server, does_not_listen_with_files_that_are_wrong) {
  port();
  const boost::asio::ip::tcp::endpoint address(boost::asio::ip::address_v4::loopback(), 0);
  EXPECT_THROW(server_->listen(address, net::tls_options{.certificate_chain = "/nowhere", .private_key = "/nowhere"}),
               std::runtime_error);
}

}  // namespace
}  // namespace webchats::http
