#include "load/target.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>
#include <fmt/format.h>

namespace webchats::load {
namespace {

constexpr unsigned loopback_sources = 8;
constexpr timeval patience{.tv_sec = 5, .tv_usec = 0};
constexpr timeval farewell{.tv_sec = 1, .tv_usec = 0};

/// The addresses of `host`, or why there are none.
std::expected<std::vector<target>, std::string> addresses_of(const std::string& host, const std::string& port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &wanted, &list); error != 0) {
    return std::unexpected(gai_strerror(error));
  }
  std::vector<target> found;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    target& next = found.emplace_back();
    std::memcpy(&next.address, each->ai_addr, each->ai_addrlen);
    next.address_size = each->ai_addrlen;
    next.host = fmt::format(fmt::runtime(host.contains(':') ? "[{}]:{}" : "{}:{}"), host, port);
  }
  freeaddrinfo(list);
  return found;
}

/// Ends a connection when the server has ended it, so that it is not counted among those which come next. One that does
/// not answer an end with an end is left after a moment, as is one that talks on.
void take_leave(int fd) {
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &farewell, sizeof farewell);
  shutdown(fd, SHUT_WR);
  std::array<char, 4096> unread{};
  for (int reads = 0; reads < 16 && recv(fd, unread.data(), unread.size(), 0) > 0; ++reads) {
  }
}

/// 0, or the errno of a connection to it.
int try_to_connect(const target& where) {
  const int fd = socket(where.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  // Linux bounds connect() by this, too.
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  int error = 0;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&where.address), where.address_size) != 0) {
    error = errno == EINPROGRESS ? ETIMEDOUT : errno;
  } else {
    take_leave(fd);
  }
  close(fd);
  return error;
}

}  // namespace

bool target::is_loopback() const noexcept {
  if (address.ss_family == AF_INET) {
    return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24 == 127;
  }
  return address.ss_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

target loopback(std::uint16_t port) {
  target found;
  auto& address = reinterpret_cast<sockaddr_in&>(found.address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  found.address_size = sizeof address;
  found.host = "127.0.0.1";
  found.sources = loopback_sources;
  return found;
}

std::expected<target, std::string> find_server(const std::string& host, std::uint16_t port) {
  const auto all = addresses_of(host, std::to_string(port));
  if (!all) return std::unexpected(all.error());
  int error = EADDRNOTAVAIL;
  for (const target& each : *all) {
    error = try_to_connect(each);
    if (error == 0) return each;
  }
  return std::unexpected(std::generic_category().message(error));
}

bool is_own_machine(const std::string& host) {
  const auto all = addresses_of(host, "0");
  if (!all || all->empty()) return false;
  for (const target& each : *all) {
    if (!each.is_loopback()) return false;
  }
  return true;
}

}  // namespace webchats::load
