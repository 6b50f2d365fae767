#include "app/site.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "app/page_route.hpp"
#include "base/log.hpp"
#include "http/server.hpp"
#include "net/loop_group.hpp"

namespace webchats::app {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::seconds drain_patience{10};

std::size_t loop_count(const config& settings) {
  return settings.loops != 0 ? settings.loops : std::max(1U, std::thread::hardware_concurrency());
}

std::string browser_address(const tcp::endpoint& address) {
  const std::string host = address.address().to_string();
  return "http://" + (address.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(address.port());
}

/// Every address a configured host stands for: "localhost" is 127.0.0.1 and ::1.
std::vector<tcp::endpoint> resolve(asio::io_context& context, const listen_address& wanted) {
  tcp::resolver resolver(context);
  boost::system::error_code error;
  const auto found = resolver.resolve(wanted.host, std::to_string(wanted.port), tcp::resolver::passive, error);
  if (error) throw listen_error("webchats can't listen on \"" + wanted.host + "\": " + error.message() + ". Give an address with --listen.");
  std::vector<tcp::endpoint> addresses;
  for (const auto& entry : found) addresses.push_back(entry.endpoint());
  return addresses;
}

}  // namespace

struct site::parts {
  explicit parts(const config& chosen) : settings(chosen), loops(loop_count(chosen)) {}

  config settings;
  asio::io_context context{1};  // signals, on the thread that runs the site
  net::loop_group loops;
  http::router routes;
  std::unique_ptr<http::server> web;
  std::vector<std::string> listening;
};

site::site(const config& settings) : parts_(std::make_unique<parts>(settings)) {
  install_security_headers(parts_->routes);
  install_page(parts_->routes);
  parts_->web = std::make_unique<http::server>(parts_->loops, parts_->routes,
                                               http::server_options{.trusted_proxies = settings.trusted_proxies});
}

site::~site() { parts_->loops.stop(); }

std::string site::start() {
  const listen_address& wanted = parts_->settings.listen;
  std::uint16_t port = wanted.port;
  std::string failure;
  for (tcp::endpoint address : resolve(parts_->context, wanted)) {
    try {
      address.port(port);
      const tcp::endpoint bound = parts_->web->listen(address);
      port = bound.port();
      parts_->listening.push_back(browser_address(bound));
    } catch (const boost::system::system_error& error) {
      failure = "webchats can't listen on " + browser_address(address) + ": " + error.code().message() +
                ". Another program may have the port; choose one with --listen ADDRESS:PORT.";
    }
  }
  // Of several addresses ("localhost") one is enough, but a port that is taken on any is somebody else's.
  if (parts_->listening.empty()) throw listen_error(failure);
  parts_->loops.start();
  return parts_->listening.front();
}

std::vector<protocol_row> site::protocols() const {
  std::vector<protocol_row> rows;
  for (const std::string& address : parts_->listening) {
    rows.push_back({"Main HTTP", "On", "Page, REST, classic API", address});
    rows.push_back({"Socket.IO v1-v4", "On", "/chat, classic /", address + "/socket.io/"});
  }
  return rows;
}

void site::run_until_signal() {
  asio::signal_set signals(parts_->context, SIGINT, SIGTERM);
  signals.async_wait([](const boost::system::error_code&, int) {});
  parts_->context.run_one();

  base::log(base::log_level::info, "stopping: no new connections; a second signal ends the waiting");
  parts_->web->stop_accepting();
  asio::steady_timer patience(parts_->context, drain_patience);
  patience.async_wait([](const boost::system::error_code&) {});
  signals.async_wait([](const boost::system::error_code&, int) {});
}

}  // namespace webchats::app
