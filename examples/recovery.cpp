// A client whose connection breaks comes back as the same socket, in its rooms, and gets what it has missed; and what a
// client repeats because an acknowledgement was lost is done once. Clients: socket.io-client 4.6 and later; `retries`
// and `ackTimeout` for the second part.
#include <unistd.h>

#include <atomic>
#include <iostream>
#include <string>

#include "net/loop_group.hpp"
#include "socketio/server.hpp"

namespace sio = webchats::socketio;
using namespace std::chrono_literals;

int main() {
  webchats::net::loop_group loops(2);
  sio::server_options options;
  options.recovery = sio::recovery_options{.max_disconnection_duration = 2min};
  sio::server io(loops, std::move(options));

  io.on_connection([](sio::socket_ptr socket) {
    switch (socket->recovery()) {
      case sio::recovery::none:
        return socket->join("news");
      case sio::recovery::complete:  // it is in its rooms, and what it missed is on the way
        return;
      case sio::recovery::partial:  // it is in its rooms; what it missed is not known any more
        socket->emit("reload");
    }
  });
  io.on("order", [count = std::make_shared<std::atomic<int>>(0)](const std::string& what, const std::string& id) {
    std::cout << "order " << id << ": " << what << '\n';
    return ++*count;
  });
  // The second argument of "order" is an id that the client has made at random: the same id is the same order.
  io.of("/").deduplicate("order", sio::argument_key(1));

  io.listen({boost::asio::ip::tcp::v4(), 3000});
  loops.start();
  for (int i = 0;; ++i) {
    sleep(1);
    io.to("news").emit("news", i);
  }
}
