#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace webchats::ws {

/// A blocking TCP client on loopback that knows nothing of WebSocket. A server that does not answer within ten seconds
/// fails the test.
class raw_client {
 public:
  explicit raw_client(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("connect");
    }
  }
  ~raw_client() { ::close(descriptor_); }
  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;

  /// Sends all of `bytes`, or as many as a server that closes takes.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Exactly `size` bytes; fewer when the connection ends before.
  std::string read(std::size_t size) {
    std::string bytes;
    while (bytes.size() < size && receive(bytes, size - bytes.size())) {
    }
    return bytes;
  }
  /// Everything up to and with `mark`.
  std::string read_through(std::string_view mark) {
    std::string bytes;
    while (!bytes.ends_with(mark) && receive(bytes, 1)) {
    }
    return bytes;
  }
  /// Everything until the server ends the connection.
  std::string read_to_end() {
    std::string bytes;
    while (receive(bytes, 65536)) {
    }
    return bytes;
  }

 private:
  bool receive(std::string& into, std::size_t most) {
    const std::size_t size = into.size();
    into.resize(size + most);
    const ssize_t got = ::recv(descriptor_, into.data() + size, most, 0);
    into.resize(size + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error("the server does not answer");
    return got > 0;
  }

  int descriptor_;
};

}  // namespace webchats::ws
