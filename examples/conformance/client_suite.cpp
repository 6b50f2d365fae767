// What the test suite of socket.io-client expects (test/support/server.ts of the reference's client).
#include <boost/describe/class.hpp>
#include <fmt/chrono.h>

#include "client_suite_more.hpp"
#include "modes.hpp"
#include "socketio/server.hpp"
#include "socketio/typed_handler.hpp"

using namespace webchats;
using base::shared_buffer;
using socketio::adapt_namespace_handler;
using socketio::adapt_socket_handler;
using socketio::socket_ptr;

namespace {

struct mixed {
  std::string hello;
  shared_buffer message;
  std::string goodbye;
};
BOOST_DESCRIBE_STRUCT(mixed, (), (hello, message, goodbye))

/// As a Date of JavaScript becomes JSON.
std::string now() {
  const auto time = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto fraction = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  return fmt::format("{:%FT%T}.{:03}Z", std::chrono::floor<std::chrono::seconds>(time), fraction);
}

void send_binary(socketio::socket& to, std::string_view event) {
  to.emit(event, socketio::make_arguments(shared_buffer("asdfasdf")));
}

/// The client answers an event of the server.
void ask_for_five(socketio::socket& asked) {
  asked.emit_with_ack("ack", {}, std::chrono::seconds(10),
                      [self = asked.shared_from_this()](const socketio::ack_result& answer) {
                        if (!answer) return;
                        const auto values = socketio::decode_answer<int, boost::json::object>(*answer);
                        if (values && std::get<0>(*values) == 5 && std::get<1>(*values).contains("test")) {
                          self->emit("got it");
                        }
                      });
}

void send_utf8(socketio::socket& to) {
  for (const char* text : {"てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"}) {
    to.emit("takeUtf8", {text});
  }
}

void set_text_handlers(socketio::namespace_& nsp) {
  using socketio::socket;
  nsp.on("hi", adapt_namespace_handler([](socket& from) { from.emit("hi"); }));
  nsp.on("echo", adapt_namespace_handler([](socketio::arguments values) { return values; }));
  nsp.on("ack", adapt_namespace_handler(ask_for_five));
  nsp.on("getAckDate", adapt_namespace_handler([] { return now(); }));
  nsp.on("getDate", adapt_namespace_handler([](socket& from) { from.emit("takeDate", {now()}); }));
  nsp.on("getDateObj", adapt_namespace_handler(
                           [](socket& from) { from.emit("takeDateObj", {boost::json::object{{"date", now()}}}); }));
  nsp.on("getUtf8", adapt_namespace_handler(send_utf8));
  nsp.on("false", adapt_namespace_handler([](socket& from) { from.emit("false", {false}); }));
  nsp.on("getHandshake", adapt_namespace_handler([](socket& from) { return to_json(from.handshake()); }));
  nsp.on("getId", adapt_namespace_handler([](socket& from) { return from.id(); }));
}

/// Binary arguments, or there is no answer.
void set_binary_handlers(socketio::namespace_& nsp) {
  using socketio::socket;
  nsp.on("doge", adapt_namespace_handler([](socket& from) { send_binary(from, "doge"); }));
  nsp.on("getbin", adapt_namespace_handler([](socket& from) { send_binary(from, "takebin"); }));
  nsp.on("buffa", adapt_namespace_handler([](socket& from, const shared_buffer&) { from.emit("buffack"); }));
  nsp.on("blob", adapt_namespace_handler([](socket& from, const shared_buffer&) { from.emit("back"); }));
  const auto answer_mixed = [](std::string_view answer) {
    return adapt_namespace_handler([answer](socket& from, const mixed& sent) {
      if (sent.hello == "lol" && sent.goodbye == "gotcha") from.emit(answer);
    });
  };
  nsp.on("jsonbuff", answer_mixed("jsonbuff-ack"));
  nsp.on("jsonblob", answer_mixed("jsonblob-ack"));
}

/// What must arrive in the order it was sent.
void await_in_order(const socket_ptr& from) {
  const auto buffers = std::make_shared<int>(0);
  from->on("abuff1", adapt_socket_handler([buffers](const shared_buffer&) { *buffers = 1; }));
  from->on("abuff2", adapt_socket_handler([from, buffers] {
             if (*buffers == 1) from->emit("abuff2-ack");
           }));
  const auto blobs = std::make_shared<int>(0);
  from->on("blob1", adapt_socket_handler([blobs](const shared_buffer&) { *blobs = 1; }));
  from->on("blob2", adapt_socket_handler([blobs](const std::string& text) {
             if (*blobs == 1 && text == "second") *blobs = 2;
           }));
  from->on("blob3", adapt_socket_handler([from, blobs](const shared_buffer&) {
             if (*blobs == 2) from->emit("blob3-ack");
           }));
}

void set_main_handlers(socketio::namespace_& nsp) {
  nsp.use([](const socket_ptr& socket, const socketio::next_function& next) {
    if (socket->handshake().request->parameter("fail").value_or("").empty()) return next(std::nullopt);
    next(socketio::connect_error{.message = "Auth failed (main namespace)", .data = nullptr});
  });
  set_text_handlers(nsp);
  set_binary_handlers(nsp);
  nsp.on_connection(await_in_order);
}

}  // namespace

std::shared_ptr<void> client_suite(net::loop_group& loops, http::router& routes) {
  socketio::server_options options;
  options.engine.ping_interval = std::chrono::seconds(2);
  options.engine.allowed_origins = {"*"};
  options.recovery.emplace();
  const auto io = std::make_shared<socketio::server>(loops, options);
  set_main_handlers(io->of("/"));
  io->of("/foo").on("getId", adapt_namespace_handler([](socketio::socket& from) { return from.id(); }));
  for (const char* name : {"/timeout_socket", "/valid", "/asd"}) io->of(name);
  io->of("/abc").on_connection(
      [](const socket_ptr& socket) { socket->emit("handshake", {to_json(socket->handshake())}); });
  io->of("/no").use([](const socket_ptr&, const socketio::next_function& next) {
    next(socketio::connect_error{.message = "Auth failed (custom namespace)", .data = nullptr});
  });
  client_suite_more(*io);
  io->attach(routes);
  return io;
}
