#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/system/error_code.hpp>

#include "chat/ports/web_client.hpp"
#include "delivery/host_look_up.hpp"

namespace webchats::delivery {

/// What a URL says of a connection.
struct destination {
  bool secure;
  std::string host;       ///< without the brackets of an IPv6 address
  std::string authority;  ///< for the Host header
  std::string port;
  std::string target;
};

/// Nothing when `url` is neither http nor https, names a user, or has no host or port to connect to.
[[nodiscard]] std::optional<destination> destination_of(const std::string& url);

/// Connections to the servers of others, by TLS with the system's authorities where that is asked for. May be used from
/// any loop; outlives its connections.
class dialer {
 public:
  /// What is written and read goes through it, or, without TLS, through its `next_layer`.
  using stream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

  dialer();
  ~dialer();

  /// A connection to the first of `addresses` that takes one. It ends, and what waits for it, at `end`. Throws
  /// boost::system::system_error.
  [[nodiscard]] boost::asio::awaitable<std::unique_ptr<stream>> connect(const destination& where,
                                                                        const host_addresses& addresses,
                                                                        std::chrono::steady_clock::time_point end);

 private:
  struct tls;
  std::unique_ptr<tls> tls_;
};

/// What went wrong, as chat knows it.
[[nodiscard]] chat::web_failure failure_of(const boost::system::error_code& error);

}  // namespace webchats::delivery
