// What docs/engine.io-protocol/*-test-suite of the reference expect, and servers with everything turned on for our own
// suite: every message comes back.
#include "engineio/server.hpp"

#include <thread>

#include "modes.hpp"

using namespace webchats;
using engineio::server_options;

namespace {

class echo final : public engineio::session_handler {
  void on_message(engineio::session& self, engineio::message_type type, std::string_view payload) override {
    self.send(type, payload);
  }
  void on_close(engineio::session&, engineio::close_reason, std::string_view) override {}
};

server_options common_options() {
  server_options options;
  options.path = "/engine.io/";
  options.ping_interval = std::chrono::milliseconds(300);
  options.ping_timeout = std::chrono::milliseconds(200);
  options.max_payload = 1'000'000;
  // The suite of revision 3 listens for OPEN only after its `open` event: it must not come with the 101.
  options.v3_open_delay = std::chrono::milliseconds(20);
  return options;
}

std::shared_ptr<engineio::server> make_echo(net::loop_group& loops, server_options options) {
  return std::make_shared<engineio::server>(
      loops, std::move(options), [](engineio::session&, const http::request&) { return std::make_unique<echo>(); });
}

std::shared_ptr<void> mount_echo(net::loop_group& loops, http::router& routes, server_options options) {
  auto server = make_echo(loops, std::move(options));
  server->attach(routes);
  return server;
}

/// `allow=no` is refused, `allow=later` let in by another thread, `allow=never` left undecided.
void decide(const http::request& request, const engineio::decision& decide) {
  const std::string wish = request.parameter("allow").value_or("yes");
  if (wish == "never") return;
  if (wish == "no") return decide("not you");
  if (wish == "yes") return decide(std::nullopt);
  std::thread([decide] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    decide(std::nullopt);
  }).detach();
}

}  // namespace

std::shared_ptr<void> engineio_v3(net::loop_group& loops, http::router& routes) {
  return mount_echo(loops, routes, common_options());
}

std::shared_ptr<void> engineio_v4(net::loop_group& loops, http::router& routes) {
  server_options options = common_options();
  // The suite expects a request without `EIO=4` to fail.
  options.v3 = server_options::v3_clients::refuse;
  return mount_echo(loops, routes, std::move(options));
}

std::shared_ptr<void> engineio_features(net::loop_group& loops, http::router& routes) {
  server_options options = common_options();
  options.ping_interval = std::chrono::seconds(25);
  options.handshake_timeout = std::chrono::milliseconds(200);
  options.max_payload = 10'000;
  options.allowed_origins = {"https://chat.example"};
  options.allow_request = decide;
  options.cookie.emplace();
  options.deflate = server_options::feature::on;
  options.trailing_slash = server_options::slash::optional;
  auto server = make_echo(loops, std::move(options));
  server->use([](http::request& request, const engineio::decision& next) {
    if (request.parameter("middleware") == "no") return next("not wanted");
    next(std::nullopt);
  });
  server->on_headers([](http::header_list& headers, const http::request&) { headers.emplace_back("X-Every", "1"); });
  server->on_initial_headers(
      [](http::header_list& headers, const http::request&) { headers.emplace_back("X-First", "1"); });
  server->attach(routes);
  return server;
}

std::shared_ptr<void> engineio_limits(net::loop_group& loops, http::router& routes) {
  server_options options = common_options();
  options.ping_interval = std::chrono::seconds(25);
  options.handshakes_per_address = {.per_second = 0.02, .burst = 3};
  options.packets_per_session = {.per_second = 10, .burst = 20};
  return mount_echo(loops, routes, std::move(options));
}
