// A server that the page of @socket.io/admin-ui can look at; tests/admin drives it with that page and real clients.
// Clients join rooms with "join", and "say" tells everybody in a room.
#include <cstdint>
#include <iostream>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include "net/loop_group.hpp"
#include "socketio/admin_ui.hpp"
#include "socketio/server.hpp"

using namespace webchats;
using socketio::acknowledge;
using socketio::arguments;

namespace {

void set_handlers(socketio::namespace_& nsp) {
  nsp.on_connection([](const socketio::socket_ptr& socket) { socket->data["greeted"] = false; });
  nsp.on("join", [](socketio::socket& socket, const arguments& values, const acknowledge& ack) {
    socket.join(values[0].as_string());
    ack({});
  });
  nsp.on("say", [](socketio::socket& socket, const arguments& values, const acknowledge&) {
    socket.data["greeted"] = true;
    socket.to(std::string(values[0].as_string())).emit("said", {values[1]});
  });
}

}  // namespace

int main(int argc, char** argv) try {
  std::uint16_t port = 0;
  std::size_t loop_count = 2;
  std::string user;
  std::string hash;
  std::vector<std::string> origins;
  bool production = false;
  bool read_only = false;
  CLI::App cli("Socket.IO server with an admin page");
  cli.add_option("--port", port, "TCP port on 127.0.0.1; 0 picks a free one")->capture_default_str();
  cli.add_option("--loops", loop_count, "event loops, one thread each")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  cli.add_option("--user", user, "who may log in; nobody needs to when there is none");
  cli.add_option("--password-hash", hash, "bcrypt");
  cli.add_option("--origin", origins, "where the page comes from, such as https://admin.socket.io");
  cli.add_flag("--production", production, "the page sees numbers only");
  cli.add_flag("--read-only", read_only, "the page changes nothing");
  CLI11_PARSE(cli, argc, argv);

  net::loop_group loops(loop_count);
  socketio::server_options settings;
  settings.engine.allowed_origins = origins;
  socketio::server io(loops, settings);
  set_handlers(io.of("/"));
  set_handlers(io.of(std::regex("/team-[a-z]+")));

  using socketio::admin_options;
  admin_options options{.auth = socketio::admin_without_login{}};
  if (!user.empty()) options.auth = socketio::admin_credentials{.username = user, .password_hash = hash};
  options.mode = production ? admin_options::detail::production : admin_options::detail::development;
  options.permitted = read_only ? admin_options::access::read_only : admin_options::access::full;
  socketio::instrument(io, options);

  const auto address = io.listen({boost::asio::ip::address_v4::loopback(), port});
  loops.start();
  std::cout << "listening on " << address << std::endl;

  boost::asio::io_context signals;
  boost::asio::signal_set wanted(signals, SIGINT, SIGTERM);
  wanted.async_wait([](boost::system::error_code, int) {});
  signals.run();
  loops.stop();
  return 0;
} catch (const std::exception& error) {
  std::cerr << "admin: " << error.what() << '\n';
  return 1;
}
