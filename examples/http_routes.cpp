// Socket.IO beside routes of one's own, on one port:
//   curl localhost:3000/hello/world
//   curl localhost:3000/announce -d 'Dinner is ready'    everybody who is connected gets it as an event
#include <unistd.h>

#include "http/server.hpp"
#include "net/loop_group.hpp"
#include "socketio/server.hpp"

using namespace webchats;

namespace {

constexpr std::string_view hello = "/hello/{name}";

// A coroutine answers with what it returns; it may wait for something in between.
boost::asio::awaitable<http::response> greet(http::request asked) {
  const std::string_view name = http::router::segment(hello, asked.path, "name");
  co_return http::response::text(200, "Hello " + std::string(name) + "!\n");
}

}  // namespace

int main() {
  net::loop_group loops(2);
  socketio::server io(loops);
  http::router routes;
  io.attach(routes);

  routes.add(http::method::get, std::string(hello), greet);
  // A function gets the right to answer and uses it now or later, on this thread or another.
  routes.add(http::method::post, "/announce",
             [&io](const http::request& asked, http::responder answer) {
               io.emit("announcement", {asked.body});
               answer.send(http::response::json(202, R"({"announced":true})"));
             },
             {.body_limit = 1000});
  routes.otherwise([](const http::request& asked, http::responder answer) {
    answer.send(http::response::text(404, "There is no " + asked.path + " here\n"));
  });
  routes.always("X-Content-Type-Options", "nosniff");

  http::server web(loops, routes);
  web.listen({boost::asio::ip::tcp::v4(), 3000});
  loops.start();
  pause();  // until a signal ends the process
}
