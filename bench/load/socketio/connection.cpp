#include "connection.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "measurement.hpp"

namespace load {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_in loopback(unsigned last, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(0x7F000000u | last);
  address.sin_port = htons(port);
  return address;
}

}  // namespace

connection::connection(int epoll, std::uint16_t port, unsigned source, listener& owner)
    : epoll_(epoll), fd_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), owner_(owner) {
  if (fd_ < 0) fail("socket");
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // The port is chosen at connect: bind alone would run out of them early.
  setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const sockaddr_in from = loopback(source, 0);
  if (bind(fd_, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) fail("bind");
  const sockaddr_in to = loopback(1, port);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) fail("connect");
  epoll_event event{.events = EPOLLOUT, .data = {.ptr = this}};
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd_, &event) != 0) fail("epoll_ctl");
  watched_ = EPOLLOUT;
}

connection::~connection() {
  // A reset frees the port at once: the next round needs it.
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(fd_);
}

void connection::on_events(std::uint32_t events, std::span<char> buffer) {
  if (state_ == state::lost) return;
  if (state_ == state::connecting && (events & EPOLLOUT) != 0) {
    state_ = state::open;
    on_connected();
    return watch(unsent_.empty() ? reading_ : reading_ | EPOLLOUT);
  }
  if ((events & EPOLLOUT) != 0) flush();
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) on_input(buffer);
}

void connection::on_input(std::span<char> buffer) {
  const std::size_t kept = partial_.copy(buffer.data(), partial_.size());
  const ssize_t got = recv(fd_, buffer.data() + kept, buffer.size() - kept, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return lose();
  arrived_ns_ = now_ns();
  const std::string_view input(buffer.data(), kept + static_cast<std::size_t>(got));
  partial_.assign(input.substr(consume(input)));
}

void connection::stop_reading() {
  reading_ = 0;
  watch(watched_ & ~std::uint32_t{EPOLLIN});
}

void connection::resume_reading() {
  reading_ = EPOLLIN;
  if (state_ != state::lost) watch(watched_ | EPOLLIN);
}

void connection::write(std::string_view bytes) {
  if (state_ == state::lost) return;
  unsent_ += bytes;
  flush();
}

void connection::flush() {
  const ssize_t sent = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return lose();
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (unsent_.empty()) unsent_.shrink_to_fit();
  watch(unsent_.empty() ? reading_ : reading_ | EPOLLOUT);
}

void connection::watch(std::uint32_t events) {
  if (watched_ == events || state_ == state::lost) return;
  watched_ = events;
  epoll_event event{.events = events, .data = {.ptr = this}};
  epoll_ctl(epoll_, EPOLL_CTL_MOD, fd_, &event);
}

void connection::lose() {
  if (state_ == state::lost) return;
  state_ = state::lost;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd_, nullptr);
  owner_.on_lost(*this);
}

}  // namespace load
