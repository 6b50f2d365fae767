// A plain WebSocket echo server: text and binary come back as they were. What conformance suites are run against.
#include <cstdint>
#include <iostream>
#include <memory>
#include <utility>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include "http/server.hpp"
#include "net/loop_group.hpp"
#include "ws/connection.hpp"

namespace {

using namespace webchats;

class echo final : public ws::connection_handler {
 public:
  void on_open(ws::connection& self) override { self.stream().set_outbox_limit(outbox_limit); }
  void on_message(ws::connection& self, ws::message_type type, std::span<char> payload) override {
    self.send(type, {payload.data(), payload.size()});
  }
  void on_close(ws::connection&, ws::close_code, std::string_view) override {}

 private:
  // Suites send thousands of messages before they read the first answer.
  static constexpr std::size_t outbox_limit = 64 * 1024 * 1024;
};

}  // namespace

int main(int argc, char** argv) try {
  std::uint16_t port = 9001;
  ws::options settings{.max_message = 32 * 1024 * 1024};
  bool deflate = false;
  CLI::App cli("WebSocket echo server");
  cli.add_option("--port", port, "TCP port on 127.0.0.1; 0 picks a free one")->capture_default_str();
  cli.add_option("--max-message", settings.max_message, "bytes of a message")->capture_default_str();
  cli.add_flag("--deflate", deflate, "agree on permessage-deflate");
  CLI11_PARSE(cli, argc, argv);
  if (deflate) settings.deflate = ws::options::deflate_mode::on;

  net::loop_group loops(1);
  http::router routes;
  routes.mount("/", [settings](const http::request& request, http::responder responder) {
    ws::accept(request, std::move(responder), settings, std::make_unique<echo>());
  });
  http::server server(loops, routes);
  const auto address = server.listen({boost::asio::ip::address_v4::loopback(), port});
  loops.start();
  std::cout << "listening on " << address << std::endl;

  boost::asio::io_context signals;
  boost::asio::signal_set wanted(signals, SIGINT, SIGTERM);
  wanted.async_wait([](boost::system::error_code, int) {});
  signals.run();
  loops.stop();
  return 0;
} catch (const std::exception& error) {
  std::cerr << "ws_echo: " << error.what() << '\n';
  return 1;
}
