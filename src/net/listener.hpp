#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "net/stream.hpp"

namespace webchats::net {

/// Binds a listening TCP socket with SO_REUSEPORT, so that every loop can have its own on one address.
/// `port 0` picks a free port. An IPv6 address listens on IPv6 only. Throws boost::system::system_error.
[[nodiscard]] int bind_listening(const boost::asio::ip::tcp::endpoint& address);

/// Throws boost::system::system_error (address in use) when somebody already listens on `address`: SO_REUSEPORT
/// alone would let a second server of the same user take half of the connections without a word.
void require_free(const boost::asio::ip::tcp::endpoint& address);

/// Accepts connections for one loop. Made, used and destroyed on that loop.
class listener {
 public:
  using accept_handler = std::function<void(stream_ptr)>;

  /// Takes over `descriptor` of `bind_listening`; each connection arrives at `accept` as a stream that is not started.
  listener(loop& owner, boost::asio::ip::tcp protocol, int descriptor, accept_handler accept);
  ~listener();
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace webchats::net
