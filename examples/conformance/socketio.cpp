// What docs/socket.io-protocol/v5-test-suite of the reference expects: "auth" after connecting, "message" comes back as
// "message-back", "message-with-ack" comes back as its acknowledgement.
#include "modes.hpp"
#include "socketio/server.hpp"

using namespace webchats;

namespace {

void set_handlers(socketio::namespace_& nsp) {
  nsp.on_connection([](const socketio::socket_ptr& socket) { socket->emit("auth", {socket->handshake().auth}); });
  nsp.on("message", [](socketio::socket& socket, socketio::arguments values, const socketio::acknowledge&) {
    socket.emit("message-back", values);
  });
  nsp.on("message-with-ack", [](socketio::socket&, socketio::arguments values, const socketio::acknowledge& ack) {
    ack(std::move(values));
  });
}

}  // namespace

std::shared_ptr<void> socketio_v5(net::loop_group& loops, http::router& routes) {
  socketio::server_options options;
  options.engine.ping_interval = std::chrono::milliseconds(300);
  options.engine.ping_timeout = std::chrono::milliseconds(200);
  options.engine.max_payload = 1'000'000;
  options.engine.v3 = engineio::server_options::v3_clients::refuse;  // the suite expects a request without EIO to fail
  options.connect_timeout = std::chrono::milliseconds(1'000);
  const auto io = std::make_shared<socketio::server>(loops, options);
  set_handlers(io->of("/"));
  set_handlers(io->of("/custom"));
  io->attach(routes);
  return io;
}
