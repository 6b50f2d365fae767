#include "socketio/server.hpp"

#include <utility>

#include "http/server.hpp"
#include "net/loop_group.hpp"
#include "socketio/client.hpp"
#include "socketio/client_files.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_core.hpp"
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
  parts(net::loop_group& loops, server_options settings)
      : core(loops, std::move(settings)), main(core.namespaces.of("/")) {}

  std::unique_ptr<engineio::session_handler> accept(engineio::session& session, const http::request& request) {
    auto made = std::make_unique<client>(*core.homes[session.loop().index()], session, request);
    made->start();
    return made;
  }

  server_core core;
  namespace_& main;
  // Sessions refer to everything above.
  engineio::server engine{
      core.loops, for_json_text(core.options.engine),
      [this](engineio::session& session, const http::request& request) { return accept(session, request); }};
  http::router own_routes;  // of `listen`
  std::unique_ptr<http::server> own_http;
};

server::server(net::loop_group& loops, server_options options)
    : parts_(std::make_unique<parts>(loops, std::move(options))) {}

server::~server() = default;

namespace_& server::of(std::string_view name) { return parts_->core.namespaces.of(name); }

namespace_& server::of(const std::regex& pattern) {
  return of([pattern](std::string_view name, const boost::json::value&) {
    return std::regex_match(name.begin(), name.end(), pattern);
  });
}

namespace_& server::of(namespace_check check) { return parts_->core.namespaces.of_matching(std::move(check)); }

std::shared_ptr<namespace_> server::find(std::string_view name) const { return parts_->core.namespaces.find(name); }

std::vector<std::shared_ptr<namespace_>> server::namespaces() const { return parts_->core.namespaces.all(); }

void server::on_namespace(std::function<void(namespace_&)> action) {
  parts_->core.namespaces.on_namespace(std::move(action));
}

namespace_& server::use(middleware check) { return parts_->main.use(std::move(check)); }

namespace_& server::on_connection(std::function<void(socket_ptr)> action) {
  return parts_->main.on_connection(std::move(action));
}

namespace_& server::on_disconnect(std::function<void(socket&, disconnect_reason)> action) {
  return parts_->main.on_disconnect(std::move(action));
}

broadcast_operator server::to(std::string room) const { return parts_->main.to(std::move(room)); }

broadcast_operator server::in(std::string room) const { return to(std::move(room)); }

broadcast_operator server::except(std::string room) const { return parts_->main.except(std::move(room)); }

broadcast_operator server::everybody() const { return parts_->main.everybody(); }

void server::emit(std::string_view event, const arguments& values) const { parts_->main.emit(event, values); }

void server::attach(http::router& routes) {
  const server_options& options = parts_->core.options;
  if (options.browser_client == server_options::client::serve) serve_client(routes, options.engine.path);
  parts_->engine.attach(routes);
}

boost::asio::ip::tcp::endpoint server::listen(const boost::asio::ip::tcp::endpoint& address,
                                              const std::optional<net::tls_context>& tls) {
  if (!parts_->own_http) {
    attach(parts_->own_routes);
    parts_->own_http = std::make_unique<http::server>(parts_->core.loops, parts_->own_routes);
  }
  return parts_->own_http->listen(address, tls);
}

void server::close() { parts_->engine.close(); }

std::size_t server::session_count() const noexcept { return parts_->engine.session_count(); }

engineio::server& server::engine() noexcept { return parts_->engine; }

server_core& server::core() noexcept { return parts_->core; }

net::loop_group& server::loops() noexcept { return parts_->core.loops; }

server_counters server::counters() const {
  server_counters sum;
  sum.engine = parts_->engine.counters();
  for (const auto& nsp : namespaces()) sum.sockets += nsp->socket_count();
  for (const auto& home : parts_->core.homes) {
    const loop_counters& one = home->counters;
    sum.connections += one.connections.value();
    sum.refused_connections += one.refused_connections.value();
    sum.disconnections += one.disconnections.value();
    sum.events_in += one.events_in.value();
    sum.events_out += one.events_out.value();
    sum.acks_in += one.acks_in.value();
    sum.acks_out += one.acks_out.value();
    sum.paced += one.paced.value();
    sum.dropped_volatile += one.dropped_volatile.value();
    sum.coalesced += one.coalesced.value();
    sum.acks_timed_out += one.acks_timed_out.value();
    sum.bad_arguments += one.bad_arguments.value();
    sum.packets_refused += one.packets_refused.value();
    sum.parse_errors += one.parse_errors.value();
    sum.overloads += one.overloads.value();
    sum.recovered += one.recovered.value();
    sum.recovered_partly += one.recovered_partly.value();
    sum.recoveries_failed += one.recoveries_failed.value();
    sum.deduplicated += one.deduplicated.value();
  }
  return sum;
}

}  // namespace webchats::socketio
