#pragma once

#include <functional>
#include <memory>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/descriptor.hpp"
#include "net/stream.hpp"

namespace webchats::net {

/// A bound, listening TCP socket with SO_REUSEPORT, so that every loop can have its own on one address. Made on any
/// thread; connections wait in the kernel until a `listener` takes it over.
class listening_socket {
 public:
  /// `port 0` picks a free port. An IPv6 address listens on IPv6 only. Throws boost::system::system_error.
  explicit listening_socket(const boost::asio::ip::tcp::endpoint& address);
  /// The address with the port that was picked.
  [[nodiscard]] boost::asio::ip::tcp::endpoint address() const;

 private:
  friend class listener;
  boost::asio::ip::tcp protocol_;
  descriptor socket_;
};

/// Throws boost::system::system_error (address in use) when somebody already listens on `address`: SO_REUSEPORT
/// alone would let a second server of the same user take half of the connections without a word.
void require_free(const boost::asio::ip::tcp::endpoint& address);

/// Accepts connections for one loop. Made, used and destroyed on that loop.
class listener {
 public:
  using accept_handler = std::function<void(stream_ptr)>;

  /// Each connection arrives at `accept` as a stream that is not started.
  listener(loop& owner, listening_socket socket, accept_handler accept);
  ~listener();
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace webchats::net
