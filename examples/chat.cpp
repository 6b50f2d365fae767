// A chat in 60 lines: names, rooms, history, who is typing. Open two terminals with `npx socket.io-cli` or any page.
#include <unistd.h>

#include <deque>
#include <mutex>
#include <string>
#include <boost/describe/class.hpp>

#include "net/loop_group.hpp"
#include "socketio/server.hpp"

namespace sio = webchats::socketio;

struct message {
  std::string room;
  std::string author;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(message, (), (room, author, text))

int main() {
  webchats::net::loop_group loops(2);
  sio::server io(loops);
  std::mutex mutex;  // loops are threads
  std::deque<message> history;

  io.use([](sio::socket_ptr socket, sio::next_function next) {
    const auto* auth = socket->handshake().auth.if_object();
    const auto* name = auth == nullptr ? nullptr : auth->if_contains("name");
    if (name == nullptr || !name->is_string()) return next(sio::connect_error{.message = "who are you?", .data = {}});
    socket->data["name"] = *name;
    next(std::nullopt);
  });
  io.on("join", [&](sio::socket& from, const std::string& room) {
    from.join(room);
    const std::scoped_lock lock(mutex);
    for (const message& said : history) {
      if (said.room == room) from.emit("message", said);
    }
  });
  io.on("message", [&](sio::socket& from, const std::string& room, const std::string& text) {
    const message said{.room = room, .author = std::string(from.data["name"].as_string()), .text = text};
    {
      const std::scoped_lock lock(mutex);
      history.push_back(said);
      if (history.size() > 1'000) history.pop_front();
    }
    io.to(room).emit("message", said);
    return "sent";  // the acknowledgement
  });
  io.on("typing", [](sio::socket& from, const std::string& room) {
    from.to(room).volatile_().emit("typing", std::string(from.data["name"].as_string()));
  });
  io.listen({boost::asio::ip::tcp::v4(), 3000});
  loops.start();
  pause();  // until a signal ends the process
}
