// Rooms: join, leave, broadcasts to several rooms but one, questions to everybody, who is where.
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "net/loop_group.hpp"
#include "socketio/remote_socket.hpp"
#include "socketio/server.hpp"

namespace sio = webchats::socketio;
using namespace std::chrono_literals;

int main() {
  webchats::net::loop_group loops(2);
  sio::server io(loops);

  io.on("join", [](sio::socket& from, const std::string& room) {
    from.join(room);
    from.to(room).emit("joined", from.id());
    return from.rooms();
  });
  io.on("leave", [](sio::socket& from, const std::string& room) { from.leave(room); });
  io.on("tell", [](sio::socket& from, const std::vector<std::string>& rooms, const std::string& text) {
    from.broadcast().to(rooms).except("muted").emit("told", text);
  });
  // A coroutine: the next event of this socket waits until it has ended.
  io.on("vote", [&io](std::string room, std::string question) -> boost::asio::awaitable<std::size_t> {
    const sio::broadcast_answers answers = co_await io.to(room).timeout(5s).emit_with_ack("vote", {question});
    for (const std::string& id : answers.missing) std::cout << id << " did not vote in time\n";
    for (const std::string& id : answers.left) std::cout << id << " left before\n";
    co_return answers.answered.size();
  });
  io.on("who", [&io](std::string room) -> boost::asio::awaitable<std::vector<std::string>> {
    std::vector<std::string> ids;
    for (const sio::remote_socket& one : co_await io.in(room).fetch_sockets()) ids.push_back(one.id);
    co_return ids;
  });
  io.of("/").on_room_event([](const sio::room_event& event) {
    if (event.what == sio::room_event::kind::created) std::cout << "room " << event.room << " is open\n";
    if (event.what == sio::room_event::kind::deleted) std::cout << "room " << event.room << " is empty\n";
  });
  io.listen({boost::asio::ip::tcp::v4(), 3000});
  loops.start();
  pause();  // until a signal ends the process
}
