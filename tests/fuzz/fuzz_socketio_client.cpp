// A whole connection: the input is cut at 0xFF into messages; the first byte says what each is. Whatever a client
// sends, in whatever order, its sockets, rooms and acknowledgements stay consistent and end with the connection.
#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "net/loop_group.hpp"
#include "socketio/client.hpp"
#include "socketio/server_loop.hpp"
#include "unit/engineio/fake_host.hpp"

using namespace webchats;
using namespace webchats::socketio;

namespace {

/// A server whose loop does not run; its clients are called by hand.
struct site {
  site() {
    for (const char* name : {"/", "/a", "/late"}) {
      namespace_& nsp = core.namespaces.of(name);
      nsp.on("echo", [](socketio::socket& s, const arguments& values, const acknowledge& ack) {
        s.emit("echo", values);
        ack(values);
      });
      nsp.on("join", [](socketio::socket& s, const arguments&, const acknowledge&) { s.join("r"); });
      nsp.on("leave", [](socketio::socket& s, const arguments&, const acknowledge&) { s.leave("r"); });
      nsp.on("ask", [](socketio::socket& s, const arguments& values, const acknowledge&) {
        s.emit_with_ack("ask", values, std::chrono::hours(1), [](const ack_result&) {});
      });
      nsp.on("go", [](socketio::socket& s, const arguments&, const acknowledge&) { s.disconnect(); });
      nsp.on("end", [](socketio::socket& s, const arguments&, const acknowledge&) { s.disconnect(underlying::close); });
    }
    core.namespaces.of("/late").use([this](const socket_ptr&, const next_function& next) { waiting = next; });
  }

  [[nodiscard]] std::size_t sockets() const {
    std::size_t sum = 0;
    for (const auto& nsp : core.namespaces.all()) sum += nsp->socket_count();
    return sum;
  }

  net::loop_group loops{1};
  server_core core{loops, {}};
  server_loop& home = *core.homes[0];
  next_function waiting;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static site here;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto next_message = [&] {
    const std::size_t end = std::min(input.find('\xFF'), input.size());
    const std::string_view message = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    return message;
  };

  engineio::fake_host host;
  engineio::fake_websocket socket;
  engineio::polling_format polling;
  polling.revision = !input.empty() && input.front() == '3' ? engineio::protocol::v3 : engineio::protocol::v4;
  engineio::session session(host, engineio::session_id::generate(0), polling);
  session.begin(&socket);
  auto made = std::make_unique<client>(here.home, session, http::request{});
  made->start();
  client& under_test = *made;
  session.attach(std::move(made));

  next_message();
  while (!input.empty() && session.open()) {
    const std::string_view message = next_message();
    if (message.empty()) continue;
    switch (message.front()) {
      case 'b':
        under_test.on_message(session, engineio::message_type::binary, message.substr(1));
        break;
      case 'n':
        if (here.waiting) here.waiting(message.size() > 1 ? std::optional(connect_error{"no", {}}) : std::nullopt);
        break;
      default:
        if (simdjson::validate_utf8(message)) under_test.on_message(session, engineio::message_type::text, message);
    }
  }
  if (session.open()) session.on_websocket_closed(socket, engineio::close_reason::transport_close, "");
  host.end_turn();
  here.waiting = nullptr;
  if (here.sockets() != 0) std::abort();
  return 0;
}
