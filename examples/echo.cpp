// A Socket.IO echo server. The same for Node:
//   const io = new Server(3000);
//   io.on("connection", (socket) => socket.on("message", (...args) => socket.emit("message", ...args)));
#include <unistd.h>

#include "net/loop_group.hpp"
#include "socketio/server.hpp"

using namespace webchats::socketio;

int main() {
  webchats::net::loop_group loops(1);
  server io(loops);
  io.on_connection([](socket_ptr socket) {
    socket->on("message", [socket](arguments values, acknowledge) { socket->emit("message", values); });
  });
  io.listen({boost::asio::ip::tcp::v4(), 3000});
  loops.start();
  pause();  // until a signal ends the process
}
