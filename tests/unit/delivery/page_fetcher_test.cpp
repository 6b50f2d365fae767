#include "delivery/page_fetcher.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

namespace webchats::delivery {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using answer = std::expected<chat::page_summary, chat::web_failure>;

/// A server on loopback that gives its clients one answer after the other, and keeps what they asked.
class canned_server {
 public:
  explicit canned_server(std::vector<std::string> answers)
      : acceptor_(context_, {asio::ip::make_address("127.0.0.1"), 0}),
        thread_([this, answers = std::move(answers)] { run(answers); }) {}
  ~canned_server() {
    done_ = true;
    asio::io_context context;
    boost::system::error_code ignored;
    tcp::socket(context).connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
  }
  [[nodiscard]] std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + port() + path; }
  [[nodiscard]] std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }
  std::vector<std::string> asked;

 private:
  void run(const std::vector<std::string>& answers) {
    for (const auto& each : answers) {
      boost::system::error_code ignored;
      tcp::socket client(context_);
      acceptor_.accept(client, ignored);
      if (done_) return;
      asio::streambuf buffer;
      asio::read_until(client, buffer, "\r\n\r\n", ignored);
      asked.emplace_back(asio::buffers_begin(buffer.data()), asio::buffers_end(buffer.data()));
      asio::write(client, asio::buffer(each), ignored);
      client.shutdown(tcp::socket::shutdown_send, ignored);
      // Closed with unread data, it would be reset.
      std::array<char, 512> rest{};
      while (!ignored) client.read_some(asio::buffer(rest), ignored);
    }
  }

  asio::io_context context_;
  tcp::acceptor acceptor_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

std::string page(std::string_view body, std::string_view type = "text/html") {
  return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type) + "\r\n\r\n" + std::string(body);
}
std::string redirection(std::string_view to) {
  return "HTTP/1.1 302 Found\r\nLocation: " + std::string(to) + "\r\nContent-Length: 0\r\n\r\n";
}

class page_fetcher_test : public testing::Test {
 protected:
  static address_guard local() {
    const std::vector<std::string> allowed{"127.0.0.1"};
    return address_guard(allowed);
  }
  static answer read(page_fetcher& fetcher, std::string url, chat::host_judge may_ask = anybody) {
    asio::io_context context;
    std::optional<answer> got;
    asio::co_spawn(context, fetcher.read(std::move(url), std::move(may_ask)),
                   [&](const std::exception_ptr& error, answer said) {
                     if (error == nullptr) got = std::move(said);
                   });
    context.run();
    return got.value();
  }
  static bool anybody(std::string_view /*host*/) { return true; }
  /// Why nothing came of the answers.
  std::optional<chat::web_failure> failure(std::vector<std::string> answers, page_bounds costs = {}) {
    canned_server server(std::move(answers));
    page_fetcher fetcher(local(), bounds_, costs);
    const auto got = read(fetcher, server.url());
    return got ? std::nullopt : std::optional(got.error());
  }

  const chat::limits bounds_;
};

TEST_F(page_fetcher_test, reads_the_head_of_a_page_and_asks_for_no_more_than_that) {
  canned_server server({page("<title>T</title><meta name=description content='D &amp; E'><body>")});
  page_fetcher fetcher(local(), bounds_);
  const auto got = read(fetcher, server.url("/a?b=c"));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->title, "T");
  EXPECT_EQ(got->description, "D & E");
  EXPECT_EQ(got->site, "");
  ASSERT_EQ(server.asked.size(), 1);
  const auto& asked = server.asked[0];
  EXPECT_TRUE(asked.starts_with("GET /a?b=c HTTP/1.1\r\n")) << asked;
  EXPECT_TRUE(asked.contains("User-Agent: webchats-preview\r\n")) << asked;
  EXPECT_FALSE(asked.contains("Cookie")) << asked;
}

TEST_F(page_fetcher_test, reads_the_charsets_of_pages_in_chinese) {
  for (const auto& [text, type] : std::vector<std::pair<std::string, std::string>>{
           {page("<meta charset=gb2312><title>\xD6\xD0\xCE\xC4</title>"), "page"},
           {page("<title>\xD6\xD0\xCE\xC4</title>", "text/html; charset=GBK"), "header"},
           {page("<meta http-equiv=content-type content='text/html;charset=big5'><title>\xA4\xA4\xA4\xE5</title>"),
            "big5"}}) {
    canned_server server({text});
    page_fetcher fetcher(local(), bounds_);
    const auto got = read(fetcher, server.url());
    ASSERT_TRUE(got) << type;
    EXPECT_EQ(got->title, "中文") << type;
  }
}

TEST_F(page_fetcher_test, follows_three_redirections_and_judges_each) {
  {
    canned_server server({redirection("/b"), redirection("c?d"), redirection("//127.0.0.1:1"), ""});
    page_fetcher fetcher(local(), bounds_);
    EXPECT_EQ(read(fetcher, server.url("/a")).error(), chat::web_failure::unreachable);
    ASSERT_EQ(server.asked.size(), 3);
    EXPECT_TRUE(server.asked[1].starts_with("GET /b "));
    EXPECT_TRUE(server.asked[2].starts_with("GET /c?d "));
  }
  EXPECT_FALSE(failure({redirection("/1"), redirection("/2"), redirection("/3"), page("<title>T</title>")}));
  EXPECT_EQ(failure({redirection("/1"), redirection("/2"), redirection("/3"), redirection("/4"), page("")}),
            chat::web_failure::bad_answer);
  for (const char* elsewhere : {"http://127.0.0.2/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
                                "http://[::ffff:10.0.0.1]/", "http://2130706434/", "http://0x7f.2/"}) {
    EXPECT_EQ(failure({redirection(elsewhere)}), chat::web_failure::not_allowed) << elsewhere;
  }
  for (const char* nowhere : {"", "ftp://127.0.0.1/", "file:///etc/passwd", "javascript:1", "http://u:p@127.0.0.1/"}) {
    EXPECT_EQ(failure({redirection(nowhere)}), chat::web_failure::bad_url) << nowhere;
  }
}

TEST_F(page_fetcher_test, asks_no_host_that_is_not_to_be_asked) {
  canned_server server({redirection("http://localhost/")});
  page_fetcher fetcher(local(), bounds_);
  const auto only_first = [](std::string_view host) { return host == "127.0.0.1"; };
  EXPECT_EQ(read(fetcher, server.url(), only_first).error(), chat::web_failure::not_allowed);
  EXPECT_EQ(server.asked.size(), 1);
  EXPECT_EQ(read(fetcher, server.url(), [](std::string_view) { return false; }).error(),
            chat::web_failure::not_allowed);
}

TEST_F(page_fetcher_test, connects_to_the_address_that_was_judged_however_often_a_name_changes) {
  // A name that is public when it is looked up first, and this machine's ever after.
  std::vector<std::string> looked_up;
  const auto rebinding = [&](std::string host, std::string port,
                             std::chrono::steady_clock::duration) -> asio::awaitable<host_addresses> {
    looked_up.push_back(host);
    const auto number = static_cast<asio::ip::port_type>(std::stoi(port));
    co_return host_addresses{{asio::ip::make_address(looked_up.size() == 1 ? "203.0.113.1" : "127.0.0.1"), number}};
  };
  page_fetcher fetcher(address_guard(), bounds_, {.time = std::chrono::milliseconds(200)}, rebinding);
  EXPECT_EQ(read(fetcher, "http://rebound.example/").error(), chat::web_failure::not_allowed);
  EXPECT_EQ(read(fetcher, "http://rebound.example/").error(), chat::web_failure::not_allowed);
  EXPECT_EQ(looked_up.size(), 2);

  // One that leads to several addresses: only the public ones are tried.
  canned_server server({page("<title>T</title>")});
  const auto mixed = [&](std::string, std::string,
                         std::chrono::steady_clock::duration) -> asio::awaitable<host_addresses> {
    const auto port = static_cast<asio::ip::port_type>(std::stoi(server.port()));
    co_return host_addresses{{asio::ip::make_address("127.0.0.2"), port}, {asio::ip::make_address("127.0.0.1"), port}};
  };
  page_fetcher both(local(), bounds_, {}, mixed);
  const auto got = read(both, "http://mixed.example:" + server.port() + "/");
  ASSERT_TRUE(got);
  EXPECT_TRUE(server.asked.at(0).contains("Host: mixed.example:"));
}

TEST_F(page_fetcher_test, asks_the_ports_of_the_web_alone) {
  const auto public_address = [](std::string, std::string port,
                                 std::chrono::steady_clock::duration) -> asio::awaitable<host_addresses> {
    co_return host_addresses{{asio::ip::make_address("8.8.8.8"), static_cast<asio::ip::port_type>(std::stoi(port))}};
  };
  page_fetcher fetcher(address_guard(), bounds_, {.time = std::chrono::milliseconds(1)}, public_address);
  for (const char* url : {"http://a.example:22/", "http://a.example:8080/", "https://a.example:8443/"}) {
    EXPECT_EQ(read(fetcher, url).error(), chat::web_failure::not_allowed) << url;
  }
  EXPECT_NE(read(fetcher, "http://a.example:80/").error(), chat::web_failure::not_allowed);
}

TEST_F(page_fetcher_test, does_not_even_connect_to_what_is_not_public_however_it_is_written) {
  page_fetcher fetcher(address_guard(), bounds_);
  for (const char* host : {"127.0.0.1",
                           "localhost",
                           "localhost.",
                           "2130706433",
                           "0x7f000001",
                           "0x7f.1",
                           "0177.0.0.1",
                           "127.1",
                           "0",
                           "10.1.1.1",
                           "169.254.169.254",
                           "[::1]",
                           "[::]",
                           "[::ffff:127.0.0.1]",
                           "[::127.0.0.1]",
                           "[::ffff:0:127.0.0.1]",
                           "[64:ff9b::7f00:1]",
                           "[2002:7f00:1::]",
                           "[fe80::1]",
                           "[fd00::1]"}) {
    const auto got = read(fetcher, std::string("http://") + host + "/");
    ASSERT_FALSE(got) << host;
    EXPECT_TRUE(got.error() == chat::web_failure::not_allowed || got.error() == chat::web_failure::unreachable) << host;
  }
}

TEST_F(page_fetcher_test, takes_nothing_but_pages) {
  EXPECT_EQ(failure({page("<title>T</title>", "text/plain")}), chat::web_failure::bad_answer);
  EXPECT_EQ(failure({page("<title>T</title>", "text/htmlx")}), chat::web_failure::bad_answer);
  EXPECT_EQ(failure({page("<title>T</title>", "application/json")}), chat::web_failure::bad_answer);
  EXPECT_FALSE(failure({page("<title>T</title>", "Text/HTML ;charset=utf-8")}));
  EXPECT_EQ(failure({page("<p>no title")}), chat::web_failure::bad_answer);
  EXPECT_EQ(failure({"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<title>T</title>"}),
            chat::web_failure::bad_answer);
  EXPECT_EQ(failure({"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n<title>T</title>"}),
            chat::web_failure::bad_answer);
  EXPECT_EQ(failure({"nonsense\r\n\r\n"}), chat::web_failure::bad_answer);
  EXPECT_EQ(failure({"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"}), chat::web_failure::bad_answer);
}

TEST_F(page_fetcher_test, reads_no_more_than_is_allowed) {
  const std::string much(300'000, ' ');
  EXPECT_EQ(failure({page(much + "<title>T</title>")}, {.bytes = 100'000}), chat::web_failure::bad_answer);
  EXPECT_FALSE(failure({page(much + "<title>T</title>")}));
  // What is missing behind the head is not waited for, and a page that is cut may have said enough.
  EXPECT_FALSE(
      failure({"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000000\r\n\r\n"
               "<title>T</title></head>"}));
  EXPECT_FALSE(
      failure({"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000000\r\n\r\n<title>T</title>"}));
}

TEST_F(page_fetcher_test, gives_a_slow_server_up_when_its_time_is_over) {
  asio::io_context context;
  tcp::acceptor silent(context, {asio::ip::make_address("127.0.0.1"), 0});
  page_fetcher fetcher(local(), bounds_, {.time = std::chrono::milliseconds(50)});
  const auto got = read(fetcher, "http://127.0.0.1:" + std::to_string(silent.local_endpoint().port()) + "/");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error(), chat::web_failure::timed_out);
}

}  // namespace
}  // namespace webchats::delivery
