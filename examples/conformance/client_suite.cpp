// What the test suite of socket.io-client expects (test/support/server.ts of the reference's client).
#include <boost/asio/steady_timer.hpp>
#include <boost/describe/class.hpp>
#include <fmt/chrono.h>

#include "client_suite_more.hpp"
#include "modes.hpp"
#include "socketio/server.hpp"

using namespace webchats;
using base::shared_buffer;
using socketio::socket_ptr;
namespace json = boost::json;

namespace {

using socketio::socket;  // not at file scope, where POSIX has a function of that name

struct mixed {
  std::string hello;
  shared_buffer message;
  std::string goodbye;
};
BOOST_DESCRIBE_STRUCT(mixed, (), (hello, message, goodbye))

/// As a Date of JavaScript becomes JSON.
std::string now() {
  const auto time = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%FT%T}.{:03}Z", second, (time - second).count());
}

/// The client answers an event of the server.
void ask_for_five(socket& asked) {
  asked.emit_with_ack("ack", {}, std::chrono::seconds(10),
                      [self = asked.shared_from_this()](const socketio::ack_result& answer) {
                        if (!answer) return;
                        const auto values = socketio::decode_answer<int, json::object>(*answer);
                        if (!values) return;
                        const auto& [five, object] = *values;
                        if (five == 5 && object.contains("test")) self->emit("got it");
                      });
}

void set_text_handlers(socketio::namespace_& nsp) {
  nsp.on("hi", [](socket& from) { from.emit("hi"); });
  nsp.on("echo", [](socketio::arguments values) { return values; });
  nsp.on("ack", ask_for_five);
  nsp.on("getAckDate", [] { return now(); });
  nsp.on("getDate", [](socket& from) { from.emit("takeDate", now()); });
  nsp.on("getDateObj", [](socket& from) { from.emit("takeDateObj", json::object{{"date", now()}}); });
  nsp.on("getUtf8", [](socket& from) {
    for (const char* text : {"てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"}) {
      from.emit("takeUtf8", text);
    }
  });
  nsp.on("false", [](socket& from) { from.emit("false", false); });
  nsp.on("getHandshake", [](socket& from) { return to_json(from.handshake()); });
  nsp.on("getId", [](socket& from) { return from.id(); });
}

/// Without binary arguments there is no answer.
void set_binary_handlers(socketio::namespace_& nsp) {
  nsp.on("doge", [](socket& from) { from.emit("doge", shared_buffer("asdfasdf")); });
  nsp.on("getbin", [](socket& from) { from.emit("takebin", shared_buffer("asdfasdf")); });
  nsp.on("buffa", [](socket& from, const shared_buffer&) { from.emit("buffack"); });
  nsp.on("blob", [](socket& from, const shared_buffer&) { from.emit("back"); });
  for (const std::string event : {"jsonbuff", "jsonblob"}) {
    nsp.on(event, [answer = event + "-ack"](socket& from, const mixed& sent) {
      if (sent.hello == "lol" && sent.goodbye == "gotcha") from.emit(answer);
    });
  }
}

/// What must arrive in the order it was sent.
void await_in_order(const socket_ptr& from) {
  const auto buffers = std::make_shared<int>(0);
  from->on("abuff1", [buffers](const shared_buffer&) { *buffers = 1; });
  from->on("abuff2", [from, buffers] {
    if (*buffers == 1) from->emit("abuff2-ack");
  });
  const auto blobs = std::make_shared<int>(0);
  from->on("blob1", [blobs](const shared_buffer&) { *blobs = 1; });
  from->on("blob2", [blobs](const std::string& text) {
    if (*blobs == 1 && text == "second") *blobs = 2;
  });
  from->on("blob3", [from, blobs](const shared_buffer&) {
    if (*blobs == 2) from->emit("blob3-ack");
  });
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

void decide_later(std::chrono::milliseconds delay, engineio::decision decide) {
  auto timer = std::make_shared<boost::asio::steady_timer>(net::loop::current()->context(), delay);
  timer->async_wait([timer, decide = std::move(decide)](boost::system::error_code) { decide(std::nullopt); });
}

/// A client that waits no time at all has to give up before this server answers.
void allow_later(const http::request&, engineio::decision decide) {
  decide_later(std::chrono::milliseconds(10), std::move(decide));
}

/// The reference gives a poll back only 100 ms after the probe of an upgrade, ours at once. The suite counts packets
/// for 100 ms and expects no such answer among them, so the upgrade begins later.
void upgrade_later(http::request& request, engineio::decision next) {
  const bool upgrade = request.upgrade && request.parameter("sid");
  if (!upgrade) return next(std::nullopt);
  decide_later(std::chrono::milliseconds(100), std::move(next));
}

std::shared_ptr<socketio::server> make_server(net::loop_group& loops, engineio::allow_handler allow) {
  socketio::server_options options;
  options.engine.ping_interval = std::chrono::seconds(2);
  options.engine.allowed_origins = {"*"};
  options.engine.allow_request = std::move(allow);
  options.recovery.emplace();
  auto io = std::make_shared<socketio::server>(loops, options);
  set_main_handlers(io->of("/"));
  io->of("/foo").on("getId", [](socket& from) { return from.id(); });
  for (const char* name : {"/timeout_socket", "/valid", "/asd"}) io->of(name);
  io->of("/abc").on_connection(
      [](const socket_ptr& joined) { joined->emit("handshake", to_json(joined->handshake())); });
  io->of("/no").use([](const socket_ptr&, const socketio::next_function& next) {
    next(socketio::connect_error{.message = "Auth failed (custom namespace)", .data = nullptr});
  });
  return io;
}

}  // namespace

std::shared_ptr<void> client_suite(net::loop_group& loops, http::router& routes) {
  auto io = make_server(loops, allow_later);
  io->engine().use(upgrade_later);
  io->attach(routes);
  return io;
}

std::shared_ptr<void> client_suite_more(net::loop_group& loops, http::router& routes) {
  auto io = make_server(loops, nullptr);
  add_more_handlers(*io);
  io->attach(routes);
  return io;
}
