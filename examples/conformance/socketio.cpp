// What docs/socket.io-protocol/v5-test-suite of the reference expects: "auth" after connecting, "message" comes back as
// "message-back", "message-with-ack" comes back as its acknowledgement. And for our own suites: "ask" asks the client
// "question", and passes its acknowledgement on as "answered"; "leave" ends the socket, "end" the connection.
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
  nsp.on("ask", [](socketio::socket& socket, socketio::arguments values, const socketio::acknowledge&) {
    socket.emit_with_ack("question", std::move(values), std::chrono::seconds(10),
                         [self = socket.shared_from_this()](const socketio::ack_result& answer) {
                           if (answer) self->emit("answered", *answer);
                         });
  });
  nsp.on("leave", [](socketio::socket& socket, const socketio::arguments&, const socketio::acknowledge&) {
    socket.disconnect();
  });
  nsp.on("end", [](socketio::socket& socket, const socketio::arguments&, const socketio::acknowledge&) {
    socket.disconnect(socketio::underlying::close);
  });
}

/// Lets in whoever has the token "please", and tells the others why not; "why" in the auth asks for data.
void guard(const socketio::socket_ptr& socket, const socketio::next_function& next) {
  const boost::json::object& auth = socket->handshake().auth.as_object();
  const auto* token = auth.if_contains("token");
  if (token != nullptr && *token == "please") return next(std::nullopt);
  next(socketio::connect_error{.message = "not allowed",
                               .data = auth.contains("why") ? boost::json::value(auth) : nullptr});
}

std::shared_ptr<void> mount(net::loop_group& loops, http::router& routes, engineio::server_options::v3_clients v3) {
  socketio::server_options options;
  options.engine.ping_interval = std::chrono::milliseconds(300);
  options.engine.ping_timeout = std::chrono::milliseconds(200);
  options.engine.max_payload = 1'000'000;
  options.engine.v3 = v3;
  options.connect_timeout = std::chrono::milliseconds(1'000);
  const auto io = std::make_shared<socketio::server>(loops, options);
  set_handlers(io->of("/"));
  set_handlers(io->of("/custom"));
  set_handlers(io->of("/guarded").use(guard));
  io->attach(routes);
  return io;
}

}  // namespace

std::shared_ptr<void> socketio_v4(net::loop_group& loops, http::router& routes) {
  return mount(loops, routes, engineio::server_options::v3_clients::accept);
}

std::shared_ptr<void> socketio_v5(net::loop_group& loops, http::router& routes) {
  // The suite expects a request without `EIO=4` to fail.
  return mount(loops, routes, engineio::server_options::v3_clients::refuse);
}
