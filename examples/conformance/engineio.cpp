// What docs/engine.io-protocol/*-test-suite of the reference expect: every message comes back.
#include "engineio/server.hpp"
#include "modes.hpp"

using namespace webchats;

namespace {

class echo final : public engineio::session_handler {
  void on_message(engineio::session& self, engineio::message_type type, std::string_view payload) override {
    self.send(type, payload);
  }
  void on_close(engineio::session&, engineio::close_reason, std::string_view) override {}
};

std::shared_ptr<void> mount_echo(net::loop_group& loops, http::router& routes,
                                 engineio::server_options::v3_clients v3) {
  engineio::server_options options;
  options.path = "/engine.io/";
  options.ping_interval = std::chrono::milliseconds(300);
  options.ping_timeout = std::chrono::milliseconds(200);
  options.max_payload = 1'000'000;
  options.v3 = v3;
  // The suite of revision 3 listens for OPEN only after its `open` event: it must not come with the 101.
  options.v3_open_delay = std::chrono::milliseconds(20);
  auto server = std::make_shared<engineio::server>(
      loops, std::move(options), [](engineio::session&, const http::request&) { return std::make_unique<echo>(); });
  server->attach(routes);
  return server;
}

}  // namespace

std::shared_ptr<void> engineio_v3(net::loop_group& loops, http::router& routes) {
  return mount_echo(loops, routes, engineio::server_options::v3_clients::accept);
}

std::shared_ptr<void> engineio_v4(net::loop_group& loops, http::router& routes) {
  // The suite expects a request without `EIO=4` to fail.
  return mount_echo(loops, routes, engineio::server_options::v3_clients::refuse);
}
