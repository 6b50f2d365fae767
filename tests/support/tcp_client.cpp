#include "support/tcp_client.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace webchats::test {

tcp_client::tcp_client(std::uint16_t port, int receive_buffer)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (receive_buffer != 0) ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
}

tcp_client::~tcp_client() { close(); }

bool tcp_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EAGAIN) ADD_FAILURE() << "the peer took nothing for ten seconds";
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string tcp_client::receive_some(std::size_t size) {
  if (!ahead_.empty()) {
    const std::string all = std::exchange(ahead_, {});
    ahead_ = all.substr(std::min(size, all.size()));
    return all.substr(0, size);
  }
  std::string bytes(std::min<std::size_t>(size, 65'536), '\0');
  const ssize_t received = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
  if (received < 0) {
    reset_ = errno == ECONNRESET;
    if (errno == EAGAIN) ADD_FAILURE() << "nothing was received for ten seconds";
  }
  bytes.resize(received > 0 ? static_cast<std::size_t>(received) : 0);
  return bytes;
}

std::string tcp_client::receive(std::size_t size) {
  std::string all;
  while (all.size() < size) {
    const std::string more = receive_some(size - all.size());
    if (more.empty()) break;
    all += more;
  }
  return all;
}

std::string tcp_client::receive_until(std::string_view end) {
  std::string all;
  for (;;) {
    const std::string more = receive_some(65'536);
    if (more.empty()) return all;
    all += more;
    if (const std::size_t at = all.find(end); at != std::string::npos) {
      ahead_ = all.substr(at + end.size()) + ahead_;
      all.resize(at + end.size());
      return all;
    }
  }
}

std::string tcp_client::receive_all() {
  std::string all;
  for (std::string more = receive_some(65'536); !more.empty(); more = receive_some(65'536)) all += more;
  return all;
}

void tcp_client::finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

void tcp_client::close() {
  if (const int descriptor = std::exchange(descriptor_, -1); descriptor >= 0) ::close(descriptor);
}

void tcp_client::reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close();
}

std::uint32_t tcp_client::segments_received() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  ::getsockopt(descriptor_, IPPROTO_TCP, TCP_INFO, &info, &size);
  return info.tcpi_data_segs_in;
}

}  // namespace webchats::test
