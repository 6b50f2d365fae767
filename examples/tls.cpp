// A Socket.IO echo server for https:// and wss://. SIGHUP reads the certificate again; connections stay as they are.
//   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost
//     -keyout key.pem -out certificate.pem
//   tls --cert certificate.pem --key key.pem
#include <csignal>
#include <iostream>
#include <map>
#include <string>

#include "net/loop_group.hpp"
#include "net/tls.hpp"
#include "socketio/server.hpp"

namespace net = webchats::net;
namespace sio = webchats::socketio;

int main(int argc, char** argv) try {
  std::map<std::string, std::string> options{{"--port", "3443"}};
  for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];

  // Signals are waited for below: neither this thread nor those it starts are interrupted by them.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int each : {SIGHUP, SIGINT, SIGTERM}) sigaddset(&signals, each);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  net::loop_group loops(2);
  sio::server io(loops);
  io.on("message", [](sio::socket& from, const sio::arguments& values) { from.emit("message", values); });
  const net::tls_context tls =
      net::tls_options{.certificate_chain = options["--cert"], .private_key = options["--key"]};
  const auto port = static_cast<unsigned short>(std::stoi(options["--port"]));
  const auto address = io.listen({boost::asio::ip::tcp::v4(), port}, tls);
  loops.start();
  std::cout << "listening on " << address << std::endl;

  for (int signal = 0; sigwait(&signals, &signal) == 0 && signal == SIGHUP;) {
    if (const auto outcome = tls.reload(); !outcome) std::cerr << outcome.error() << '\n';
  }
  loops.stop();
} catch (const std::exception& error) {
  std::cerr << "tls: " << error.what() << '\n';
  return 1;
}
