// The server that bench/ measures: everybody is in room "r"; "message" goes to everybody there, the sender included;
// "echo" comes back as its acknowledgement; "move" leaves for another room, to which everybody may "say" something.
#include <cstdint>
#include <iostream>
#include <map>
#include <string>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include "net/loop_group.hpp"
#include "socketio/server.hpp"

using namespace webchats;

int main(int argc, char** argv) try {
  std::uint16_t port = 0;
  std::size_t loop_count = 1;
  CLI::App cli("Socket.IO server for benchmarks");
  cli.add_option("--port", port, "TCP port on 127.0.0.1; 0 picks a free one")->capture_default_str();
  cli.add_option("--loops", loop_count, "event loops, one thread each")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  const std::map<std::string, net::write_method> methods{{"automatic", net::write_method::automatic},
                                                         {"io_uring", net::write_method::io_uring},
                                                         {"sendmsg", net::write_method::sendmsg}};
  std::string writes = "automatic";
  cli.add_option("--writes", writes, "how messages leave")->capture_default_str()->check(CLI::IsMember(methods));
  CLI11_PARSE(cli, argc, argv);

  net::loop_group loops(loop_count, methods.at(writes));
  socketio::server io(loops);
  io.on_connection([](const socketio::socket_ptr& socket) { socket->join("r"); });
  io.on("message", [&io](socketio::socket&, const socketio::arguments& values, const socketio::acknowledge&) {
    io.to("r").emit("message", values);
  });
  io.on("echo", [](socketio::socket&, socketio::arguments values, const socketio::acknowledge& ack) {
    ack(std::move(values));
  });
  io.on("move", [](socketio::socket& socket, const std::string& room, const socketio::acknowledge& ack) {
    socket.leave("r");
    socket.join(room);
    ack();
  });
  io.on("say", [&io](socketio::socket&, const std::string& room, const std::string& text) {
    io.to(room).emit("message", text);
  });

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
  std::cerr << "bench_server: " << error.what() << '\n';
  return 1;
}
