#include "socketio/server.hpp"

#include <utility>

#include "http/server.hpp"
#include "net/loop_group.hpp"
#include "socketio/client.hpp"
#include "socketio/server_loop.hpp"

namespace webchats::socketio {
namespace {

/// The text of this protocol is JSON, which the engine may write in ASCII for clients of 1.x.
engineio::server_options for_json_text(engineio::server_options options) {
  options.v3_polling_text = engineio::polling_format::text::escaped;
  return options;
}

}  // namespace

struct server::parts {
  parts(net::loop_group& group, server_options settings) : loops(group), options(std::move(settings)) {
    for (std::size_t index = 0; index < loops.size(); ++index) {
      homes.push_back(std::make_unique<server_loop>(loops[index], options, namespaces));
    }
  }

  std::unique_ptr<engineio::session_handler> accept(engineio::session& session, const http::request& request) {
    auto made = std::make_unique<client>(*homes[session.loop().index()], session, request);
    made->start();
    return made;
  }

  [[nodiscard]] const namespace_& main() const { return *namespaces.find("/")->second; }

  net::loop_group& loops;
  server_options options;
  namespace_map namespaces;
  std::vector<std::unique_ptr<server_loop>> homes;  // by the index of the loop
  // Sessions refer to everything above.
  engineio::server engine{
      loops, for_json_text(options.engine),
      [this](engineio::session& session, const http::request& request) { return accept(session, request); }};
  http::router own_routes;  // of `listen`
  std::unique_ptr<http::server> own_http;
};

server::server(net::loop_group& loops, server_options options)
    : parts_(std::make_unique<parts>(loops, std::move(options))) {
  of("/");
}

server::~server() = default;

namespace_& server::of(std::string_view name) {
  std::string full(name.starts_with('/') ? "" : "/");
  full += name;
  auto& made = parts_->namespaces[full];
  if (!made) made = std::make_unique<namespace_>(full, parts_->loops);
  return *made;
}

namespace_& server::use(middleware check) { return of("/").use(std::move(check)); }

namespace_& server::on_connection(std::function<void(socket_ptr)> action) {
  return of("/").on_connection(std::move(action));
}

namespace_& server::on_disconnect(std::function<void(socket&, disconnect_reason)> action) {
  return of("/").on_disconnect(std::move(action));
}

namespace_& server::on(std::string event, namespace_::event_handler action) {
  return of("/").on(std::move(event), std::move(action));
}

broadcast_operator server::to(std::string room) const { return parts_->main().to(std::move(room)); }

broadcast_operator server::in(std::string room) const { return to(std::move(room)); }

broadcast_operator server::except(std::string room) const { return parts_->main().except(std::move(room)); }

void server::emit(std::string_view event, const arguments& values) const { parts_->main().emit(event, values); }

void server::attach(http::router& routes) { parts_->engine.attach(routes); }

boost::asio::ip::tcp::endpoint server::listen(const boost::asio::ip::tcp::endpoint& address) {
  if (!parts_->own_http) {
    attach(parts_->own_routes);
    parts_->own_http = std::make_unique<http::server>(parts_->loops, parts_->own_routes);
  }
  return parts_->own_http->listen(address);
}

void server::close() { parts_->engine.close(); }

std::size_t server::session_count() const noexcept { return parts_->engine.session_count(); }

}  // namespace webchats::socketio
