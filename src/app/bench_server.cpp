#include "app/bench_server.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "net/loop_group.hpp"
#include "socketio/server.hpp"

namespace webchats::app {
namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  return ends;
}

/// Serves until `life` ends.
void serve(int port_to, int life) {
  net::loop_group loops(1);
  socketio::server io(loops);
  io.on_connection([](const socketio::socket_ptr& socket) { socket->join("r"); });
  io.on("message", [&io](socketio::socket&, const socketio::arguments& values, const socketio::acknowledge&) {
    io.to("r").emit("message", values);
  });
  io.on("echo", [](socketio::socket&, socketio::arguments values, const socketio::acknowledge& ack) {
    ack(std::move(values));
  });
  const std::uint16_t port = io.listen({boost::asio::ip::address_v4::loopback(), 0}).port();
  loops.start();
  if (::write(port_to, &port, sizeof port) != sizeof port) return;
  char nothing = 0;
  while (::read(life, &nothing, 1) < 0 && errno == EINTR) {
  }
  loops.stop();
}

}  // namespace

bench_server::bench_server() {
  const auto [port_from, port_to] = make_pipe();
  const auto [life, life_held] = make_pipe();
  pid_ = ::fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) {
    ::close(port_from);
    ::close(life_held);
    try {
      serve(port_to, life);
    } catch (const std::exception&) {
      ::_exit(EXIT_FAILURE);  // the parent hears nothing and says so
    }
    ::_exit(EXIT_SUCCESS);
  }
  ::close(port_to);
  ::close(life);
  life_ = life_held;
  const bool listens = ::read(port_from, &port_, sizeof port_) == sizeof port_;
  ::close(port_from);
  if (!listens) {
    ::close(life_);
    ::waitpid(pid_, nullptr, 0);
    throw std::runtime_error("the server to be measured does not start");
  }
}

bench_server::~bench_server() {
  ::close(life_);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace webchats::app
