#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include <boost/asio/ip/tcp.hpp>

#include "http/router.hpp"
#include "net/loop_group.hpp"
#include "net/tls.hpp"

namespace webchats::http {

/// Bounds of what a client may send and how slowly. Every waiting state has a deadline.
struct server_options {
  std::size_t head_limit = std::size_t{16} * 1024;  ///< request line and headers, bytes → 431
  std::size_t header_count = 100;                   ///< → 431
  std::chrono::milliseconds head_timeout{10'000};   ///< from the first byte (or accept) to the end of the head → 408
  std::chrono::milliseconds body_timeout{30'000};   ///< for the body, and again for each 256 KiB of it → 408
  std::chrono::milliseconds idle_timeout{60'000};   ///< between requests of a kept-alive connection
  std::size_t connections_per_address = 0;          ///< 0 = no limit; loopback proxies count as their forwarded address
  std::size_t connections = 0;                      ///< over all addresses and loops; 0 = no limit
  /// Memory of all large bodies together that are being read or answered; the one that passes it gets 503.
  std::size_t body_bytes = std::size_t{256} << 20;
  std::vector<std::string> trusted_proxies = {};   ///< addresses or networks (CIDR) whose X-Forwarded-For is believed
  std::size_t pipelined = std::size_t{64} * 1024;  ///< bytes kept of requests that follow an unanswered one
};

/// HTTP/1.1 on every loop of a group: one SO_REUSEPORT listener per loop.
/// `loops` and `routes` outlive the server; destroy it after the loops have stopped, or before they run.
class server {
 public:
  /// Before the loops run.
  server(net::loop_group& loops, const router& routes, server_options options = {});
  ~server();

  /// Binds on all loops before it returns (port 0: one free port for all). May be called for several addresses;
  /// connections are served once the loops run. With `tls` it is HTTPS:
  /// `listen(address, net::tls_options{.certificate_chain = …, .private_key = …})`; keep a `tls_context` and give that,
  /// to `reload` its files later. What is not TLS is answered 400 there, in plain HTTP.
  /// Throws boost::system::system_error, also when another process serves `address`; std::runtime_error for the files.
  boost::asio::ip::tcp::endpoint listen(const boost::asio::ip::tcp::endpoint& address,
                                        const std::optional<net::tls_context>& tls = std::nullopt);
  /// No new connections; kept-alive ones close after their answer.
  void stop_accepting();
  /// Connections over all loops, upgraded ones too. Any thread; 0 some time after `stop_accepting` when every answer is
  /// out and every upgraded one has ended.
  [[nodiscard]] std::size_t connection_count() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace webchats::http
