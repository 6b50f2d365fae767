// What campaigns of broken, slow and returning clients talk to (tests/churn, tests/slow_reader, tests/recovery): every
// deadline is an option, and GET /stats says what is alive.
#include <cstdint>
#include <iostream>
#include <string>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include "handlers.hpp"
#include "http/server.hpp"
#include "net/loop_group.hpp"
#include "net/tls.hpp"
#include "statistics.hpp"

using namespace webchats;

namespace {

struct settings {
  std::uint16_t port = 0;
  std::size_t loops = 2;
  http::server_options http;
  socketio::server_options io;
  net::tls_options tls;
  patience waits;
};

/// On from now on.
socketio::recovery_options& recovery(settings& chosen) {
  if (!chosen.io.recovery) chosen.io.recovery.emplace();
  return *chosen.io.recovery;
}

/// Milliseconds of `value` as an option.
void add_time(CLI::App& cli, const std::string& name, std::chrono::milliseconds& value, const std::string& meaning) {
  cli.add_option_function<std::int64_t>(
         name, [&value](std::int64_t given) { value = std::chrono::milliseconds(given); }, meaning + ", ms")
      ->check(CLI::PositiveNumber);
}

void add_options(CLI::App& cli, settings& chosen) {
  cli.add_option("--port", chosen.port, "TCP port on 127.0.0.1; 0 picks a free one")->capture_default_str();
  cli.add_option("--loops", chosen.loops, "event loops, one thread each")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  cli.add_option("--outbox-limit", chosen.io.engine.outbox_limit, "bytes that may wait for one client");
  cli.add_option("--cert", chosen.tls.certificate_chain, "PEM file: TLS on another free port");
  cli.add_option("--key", chosen.tls.private_key, "PEM file")->needs("--cert");
  add_time(cli, "--tls-timeout", chosen.tls.handshake_timeout, "for a TLS handshake");
  add_time(cli, "--head-timeout", chosen.http.head_timeout, "for a request's head");
  add_time(cli, "--body-timeout", chosen.http.body_timeout, "for a request's body");
  add_time(cli, "--idle-timeout", chosen.http.idle_timeout, "between requests");
  add_time(cli, "--ping-interval", chosen.io.engine.ping_interval, "between heartbeats");
  add_time(cli, "--ping-timeout", chosen.io.engine.ping_timeout, "for the answer to a heartbeat");
  add_time(cli, "--handshake-timeout", chosen.io.engine.handshake_timeout,
           "for the program to decide about a handshake");
  add_time(cli, "--upgrade-timeout", chosen.io.engine.upgrade_timeout, "for an upgrade");
  add_time(cli, "--drain-timeout", chosen.io.engine.drain_timeout, "for a polling client to fetch its goodbye");
  add_time(cli, "--connect-timeout", chosen.io.connect_timeout, "to join a namespace");
  add_time(cli, "--attachment-timeout", chosen.io.attachment_timeout, "for attachments");
  add_time(cli, "--ack-timeout", chosen.waits.answers, "for the client's answer to a question");
  cli.add_option_function<std::int64_t>(
         "--recovery",
         [&chosen](std::int64_t given) {
           recovery(chosen).max_disconnection_duration = std::chrono::milliseconds(given);
         },
         "for a client to come back and be recovered, ms; without it none is")
      ->check(CLI::PositiveNumber);
  cli.add_option_function<std::size_t>(
         "--recovery-bytes", [&chosen](std::size_t given) { recovery(chosen).max_log_bytes = given; },
         "of events kept for those who come back")
      ->needs("--recovery");
}

void wait_for_signal() {
  boost::asio::io_context signals;
  boost::asio::signal_set wanted(signals, SIGINT, SIGTERM);
  wanted.async_wait([](boost::system::error_code, int) {});
  signals.run();
}

}  // namespace

int main(int argc, char** argv) try {
  settings chosen;
  CLI::App cli("Socket.IO server for campaigns");
  add_options(cli, chosen);
  CLI11_PARSE(cli, argc, argv);

  net::loop_group loops(chosen.loops);
  chosen.waits.too_late = chosen.io.connect_timeout + std::chrono::seconds(1);
  set_hooks(chosen.io.engine);
  socketio::server io(loops, chosen.io);
  set_handlers(io, chosen.waits);

  http::router routes;
  io.attach(routes);
  http::server server(loops, routes, chosen.http);
  routes.add(http::method::get, "/stats", [&](const http::request&, http::responder answer) {
    answer.send(http::response::json(200, statistics(server, io)));
  });
  const auto loopback = boost::asio::ip::address_v4::loopback();
  if (!chosen.tls.certificate_chain.empty()) {
    std::cout << "TLS on " << server.listen({loopback, 0}, net::tls_context(chosen.tls)) << '\n';
  }
  const auto address = server.listen({loopback, chosen.port});
  loops.start();
  std::cout << "listening on " << address << std::endl;
  wait_for_signal();
  loops.stop();
  return 0;
} catch (const std::exception& error) {
  std::cerr << "campaign_server: " << error.what() << '\n';
  return 1;
}
