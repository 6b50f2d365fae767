#include "net/listener.hpp"

#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/log.hpp"
#include "net/loop.hpp"
#include "net/task_group.hpp"

namespace webchats::net {
namespace {

constexpr int backlog = 4096;
// Connections taken before those that are open get their turn.
constexpr int accepts_per_turn = 64;
constexpr std::chrono::milliseconds pause_without_descriptors{100};

[[noreturn]] void fail(const char* what) {
  throw boost::system::system_error(errno, boost::system::system_category(), what);
}

void set_option(int descriptor, int level, int name, const char* what) {
  const int on = 1;
  if (::setsockopt(descriptor, level, name, &on, sizeof on) != 0) fail(what);
}

descriptor new_socket(const boost::asio::ip::tcp::endpoint& address) {
  descriptor socket(::socket(address.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) fail("socket");
  set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR");
  if (address.address().is_v6()) set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, "IPV6_V6ONLY");
  return socket;
}

void bind_to(int descriptor, const boost::asio::ip::tcp::endpoint& address) {
  if (::bind(descriptor, address.data(), static_cast<socklen_t>(address.size())) != 0) fail("bind");
}

}  // namespace

listening_socket::listening_socket(const boost::asio::ip::tcp::endpoint& address)
    : protocol_(address.protocol()), socket_(new_socket(address)) {
  set_option(socket_.get(), SOL_SOCKET, SO_REUSEPORT, "SO_REUSEPORT");
  // Accepted sockets inherit it: whole turns leave at once, and there is nothing to wait for.
  set_option(socket_.get(), IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY");
  bind_to(socket_.get(), address);
  if (::listen(socket_.get(), backlog) != 0) fail("listen");
}

boost::asio::ip::tcp::endpoint listening_socket::address() const {
  boost::asio::ip::tcp::endpoint bound;
  auto size = static_cast<socklen_t>(bound.capacity());
  if (::getsockname(socket_.get(), bound.data(), &size) != 0) fail("getsockname");
  bound.resize(size);
  return bound;
}

void require_free(const boost::asio::ip::tcp::endpoint& address) {
  const descriptor probe(new_socket(address));
  bind_to(probe.get(), address);
}

struct listener::state : std::enable_shared_from_this<listener::state> {
  state(loop& owner, boost::asio::ip::tcp protocol, descriptor socket, accept_handler accept)
      : owner_(owner),
        acceptor_(owner.context(), protocol, socket.release()),
        pause_(owner.context()),
        accept_(std::move(accept)) {}

  void wait() {
    acceptor_.async_wait(boost::asio::ip::tcp::acceptor::wait_read,
                         [self = shared_from_this()](boost::system::error_code error) {
                           if (!error) self->accept_ready();
                         });
  }

  void accept_ready() {
    for (int i = 0; i < accepts_per_turn && acceptor_.is_open(); ++i) {
      boost::asio::ip::tcp::endpoint peer;
      auto size = static_cast<socklen_t>(peer.capacity());
      descriptor socket(::accept4(acceptor_.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (socket.valid()) {
        peer.resize(size);
        take(std::move(socket), peer);
        continue;
      }
      if (errno == EAGAIN || errno == EWOULDBLOCK) break;
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) return pause(errno);
      // ECONNABORTED and the like concern one connection that is gone already.
    }
    if (acceptor_.is_open()) wait();
  }

  void take(descriptor socket, const boost::asio::ip::tcp::endpoint& peer) {
    try {
      accept_(stream_ptr(new stream(owner_, std::move(socket), peer)));
    } catch (...) {
      // One connection that could not be started must not end the accepting of others.
      base::log(base::log_level::error, "accept: " + describe(std::current_exception()));
    }
  }

  /// Out of descriptors: those who wait stay in the backlog until some are free again.
  void pause(int error) {
    if (!std::exchange(complained_, true)) {
      base::log(base::log_level::error, "accept: " + std::generic_category().message(error) +
                                            "; new connections wait (raise the limit of open files)");
    }
    pause_.expires_after(pause_without_descriptors);
    pause_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
      if (!cancelled) self->accept_ready();
    });
  }

  void close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  }

  loop& owner_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  accept_handler accept_;
  bool complained_ = false;
};

listener::listener(loop& owner, listening_socket socket, accept_handler accept)
    : state_(std::make_shared<state>(owner, socket.protocol_, std::move(socket.socket_), std::move(accept))) {
  state_->wait();
}

listener::~listener() { state_->close(); }

}  // namespace webchats::net
