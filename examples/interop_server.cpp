// What tests/interop talks to with real clients: acknowledgements both ways, binary both ways, rooms, namespaces,
// refusals.
#include <cstdint>
#include <iostream>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include "net/loop_group.hpp"
#include "socketio/server.hpp"

using namespace webchats;
using socketio::acknowledge;
using socketio::arguments;

namespace {

/// The first argument; the others stay.
std::string take_room(arguments& values) {
  std::string room(values[0].as_string());
  values.values.erase(values.values.begin());
  return room;
}

void set_handlers(socketio::namespace_& nsp) {
  nsp.on("echo",
         [](socketio::socket& socket, const arguments& values, const acknowledge&) { socket.emit("echo", values); });
  nsp.on("ack", [](socketio::socket&, arguments values, const acknowledge& ack) { ack(std::move(values)); });
  nsp.on("binary", [](socketio::socket& socket, const arguments&, const acknowledge&) {
    arguments values;
    boost::json::object tree{{"name", "sum"}};
    tree["bytes"] = values.binary(std::string_view("\x00\x01\xfe\xff", 4));
    values.values.push_back(tree);
    values.values.push_back(values.binary(std::string_view()));
    socket.emit("binary", values);
  });
  // The server asks and passes the answer on.
  nsp.on("ask me", [](socketio::socket& socket, arguments values, const acknowledge&) {
    socket.emit_with_ack("question", std::move(values), std::chrono::seconds(10),
                         [self = socket.shared_from_this()](const socketio::ack_result& answer) {
                           if (answer) self->emit("answered", *answer);
                         });
  });
  nsp.on("join", [](socketio::socket& socket, const arguments& values, const acknowledge& ack) {
    socket.join(values[0].as_string());
    ack({socket.id()});
  });
  nsp.on("leave", [](socketio::socket& socket, const arguments& values, const acknowledge& ack) {
    socket.leave(values[0].as_string());
    ack({});
  });
  // [room, …]: to everybody in the room; "others": without the sender.
  nsp.on("tell room", [&nsp](socketio::socket&, arguments values, const acknowledge&) {
    const std::string room = take_room(values);
    nsp.to(room).emit("told", values);
  });
  nsp.on("tell others", [](socketio::socket& socket, arguments values, const acknowledge&) {
    const std::string room = take_room(values);
    socket.to(room).emit("told", values);
  });
  nsp.on("leave me", [](socketio::socket& socket, const arguments&, const acknowledge&) { socket.disconnect(); });
  nsp.on("auth", [](socketio::socket& socket, const arguments&, const acknowledge& ack) {
    ack({socket.handshake().auth, socket.handshake().request->parameter("token").value_or("")});
  });
}

}  // namespace

int main(int argc, char** argv) try {
  std::uint16_t port = 0;
  std::size_t loop_count = 2;
  CLI::App cli("Socket.IO server for tests with real clients");
  cli.add_option("--port", port, "TCP port on 127.0.0.1; 0 picks a free one")->capture_default_str();
  cli.add_option("--loops", loop_count, "event loops, one thread each")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  CLI11_PARSE(cli, argc, argv);

  net::loop_group loops(loop_count);
  socketio::server io(loops);
  set_handlers(io.of("/"));
  set_handlers(io.of("/other"));
  io.of("/private").use([](const socketio::socket_ptr&, const socketio::next_function& next) {
    next(socketio::connect_error{.message = "not for you", .data = boost::json::object{{"code", 7}}});
  });
  io.of("/lazy").use([](const socketio::socket_ptr& socket, const socketio::next_function& next) {
    socket->loop().post([next] { next(std::nullopt); });
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
  std::cerr << "interop_server: " << error.what() << '\n';
  return 1;
}
